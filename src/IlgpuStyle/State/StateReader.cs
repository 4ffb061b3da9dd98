using System.Globalization;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Weights;

namespace IlgpuStyle.State;

/// <summary>
/// Gives back what a <see cref="StateWriter"/> wrote. Whatever is missing or does not fit ends as one line.
/// </summary>
internal sealed class StateReader
{
    private readonly string _prefix;
    private readonly IReadOnlyDictionary<string, string> _scalars;
    private readonly SafetensorsFile _file;

    internal StateReader(
        SafetensorsFile file, IReadOnlyDictionary<string, string> scalars, string prefix = "")
    {
        _prefix = prefix;
        _scalars = scalars;
        _file = file;
    }

    /// <summary>The reader of a section.</summary>
    public StateReader Section(string name) => new(_file, _scalars, $"{_prefix}{name}.");

    /// <summary>Loads a part of the run from its section.</summary>
    public void Read(string name, IRunState part) => part.Load(Section(name));

    /// <summary>Whether a text or number of that name was written.</summary>
    public bool Has(string name) => _scalars.ContainsKey(_prefix + name);

    /// <summary>A single number, the same bits as written.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public double ReadDouble(string name) =>
        double.TryParse(ReadText(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw Bad(name);

    /// <summary>A count.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public long ReadInteger(string name) =>
        long.TryParse(
            ReadText(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Bad(name);

    /// <summary>A count that fits an array index.</summary>
    /// <exception cref="InputException">
    /// There is none of that name, or it lies outside the limits.
    /// </exception>
    public int ReadInteger(string name, int least, int most) =>
        ReadInteger(name) is long value && value >= least && value <= most ? (int)value : throw Bad(name);

    /// <summary>A time.</summary>
    /// <exception cref="InputException">There is none of that name, or it lies outside of ten thousand years.</exception>
    public TimeSpan ReadTime(string name) =>
        ReadInteger(name) is long ticks and >= 0 and <= 10_000 * 366 * TimeSpan.TicksPerDay ? TimeSpan.FromTicks(ticks) : throw Bad(name);

    /// <summary>Yes or no.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public bool ReadBoolean(string name) => ReadText(name) switch
    {
        "true" => true,
        "false" => false,
        _ => throw Bad(name),
    };

    /// <summary>One of the names of an enumeration.</summary>
    /// <exception cref="InputException">There is none of that name, or it is none of them.</exception>
    public T ReadWord<T>(string name)
        where T : struct, Enum => Enum.TryParse(ReadText(name), out T value) && Enum.IsDefined(value) ? value : throw Bad(name);

    /// <summary>A text.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public string ReadText(string name) =>
        _scalars.TryGetValue(_prefix + name, out string? value) ? value : throw Bad(name);

    /// <summary>A list of numbers.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public double[] ReadDoubles(string name) => _file.ReadDoubles(_prefix + name);

    /// <summary>A list of numbers of known length.</summary>
    /// <exception cref="InputException">There is none of that name and length.</exception>
    public void ReadDoubles(string name, Span<double> destination)
    {
        double[] values = ReadDoubles(name);
        if (values.Length != destination.Length)
            throw Bad(name);
        values.CopyTo(destination);
    }

    /// <summary>A tensor, into one of the same shape.</summary>
    /// <exception cref="InputException">There is none of that name and shape.</exception>
    public void Read(string name, IDeviceMemory backend, Tensor destination)
    {
        TensorShape shape = destination.Shape;
        bool fits = _file.Tensors.TryGetValue(_prefix + name, out SafetensorsEntry? entry)
            && entry.DataType == TensorDataType.F32 && entry.Shape.SequenceEqual([shape.Channels, shape.Height, shape.Width]);
        if (!fits)
            throw Bad(name);
        float[] plane = new float[shape.Positions];
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            _file.ReadFloats(_prefix + name, (long)channel * plane.Length, plane);
            backend.UploadChannel(plane, destination, channel);
        }
    }

    private InputException Bad(string name) =>
        new(
            $"checkpoint '{_file.DisplayName}': '{_prefix}{name}' is missing or not what these settings "
                + "need; it was written with others.");
}
