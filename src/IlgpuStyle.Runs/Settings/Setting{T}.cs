using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Settings;

/// <summary>A setting with a value of type <typeparamref name="T"/>.</summary>
internal sealed class Setting<T> : Setting
{
    private readonly SettingType<T> _type;

    /// <summary>Describes it.</summary>
    /// <param name="name">The option without dashes.</param>
    /// <param name="type">How its texts are read.</param>
    /// <param name="description">What it does.</param>
    public Setting(string name, SettingType<T> type, string description)
        : base(name, type, description) => _type = type;

    /// <summary>How it changes the options, where nothing but its value counts.</summary>
    public Func<StyleTransferOptions, T, StyleTransferOptions>? Change { get; init; }

    /// <summary>How it changes the options, where the network counts too.</summary>
    public Func<StyleTransferOptions, T, WeightsFile, StyleTransferOptions>? ChangeFor { get; init; }

    /// <summary>The value of its texts.</summary>
    /// <exception cref="InputException">They mean nothing.</exception>
    public T Read(IReadOnlyList<string> values)
    {
        try
        {
            return _type.Read(values);
        }
        catch (FormatException e)
        {
            throw new InputException($"{Typed} '{string.Join(',', values)}': {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override void Check(IReadOnlyList<string> values)
    {
        if (values.Count != 1 && !IsList)
            throw new InputException($"{Typed}: expected one value, found {values.Count}.");
        Read(values);
    }

    /// <inheritdoc/>
    public override StyleTransferOptions Apply(StyleTransferOptions options, IReadOnlyList<string> values, WeightsFile weights)
    {
        if (Change is null && ChangeFor is null)
            return options;
        T value = Read(values);
        try
        {
            return Change is not null ? Change(options, value) : ChangeFor!(options, value, weights);
        }
        catch (InputException e) when (!e.Message.StartsWith(Typed, StringComparison.Ordinal))
        {
            string named = Shape == SettingShape.Flag ? Typed : $"{Typed} '{string.Join(',', values)}'";
            throw new InputException($"{named}: {e.Message}", e);
        }
    }
}
