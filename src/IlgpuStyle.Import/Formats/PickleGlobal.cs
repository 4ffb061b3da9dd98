namespace IlgpuStyle.Import.Formats;

/// <summary>A class or function that a pickle names; it is only ever a name here.</summary>
/// <param name="Module">The Python module.</param>
/// <param name="Name">The name in it.</param>
internal sealed record PickleGlobal(string Module, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Module}.{Name}";
}
