using System.Globalization;
using System.Runtime.InteropServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Weights;

namespace IlgpuStyle.State;

/// <summary>
/// Collects the values of a <see cref="Checkpoint"/> by name. Numbers are kept exactly: float32 tensors and float64 lists as they are,
/// single numbers as their shortest text that reads back to the same bits. Tensors are fetched from their backend one at a time while the file
/// is written, which must therefore happen before the next step.
/// </summary>
public sealed class StateWriter
{
    private readonly string _prefix;
    private readonly Dictionary<string, string> _scalars;
    private readonly List<SafetensorsPart> _parts;

    internal StateWriter()
        : this("", [], [])
    {
    }

    private StateWriter(string prefix, Dictionary<string, string> scalars, List<SafetensorsPart> parts)
    {
        _prefix = prefix;
        _scalars = scalars;
        _parts = parts;
    }

    internal IReadOnlyDictionary<string, string> Scalars => _scalars;

    internal IReadOnlyList<SafetensorsPart> Parts => _parts;

    /// <summary>The same writer with every name under "<paramref name="name"/>.".</summary>
    public StateWriter Section(string name) => new($"{_prefix}{name}.", _scalars, _parts);

    /// <summary>Everything that a part of the run wants to keep, in a section of its own.</summary>
    public void Write(string name, IRunState part) => part.Save(Section(name));

    /// <summary>A single number.</summary>
    public void Write(string name, double value) => Write(name, value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A count.</summary>
    public void Write(string name, long value) => Write(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Yes or no.</summary>
    public void Write(string name, bool value) => Write(name, value ? "true" : "false");

    /// <summary>A text.</summary>
    public void Write(string name, string value) => _scalars.Add(_prefix + name, value);

    /// <summary>A list of numbers; may be empty.</summary>
    public void Write(string name, ReadOnlySpan<double> values)
    {
        double[] copy = values.ToArray();
        _parts.Add(new SafetensorsPart(
            _prefix + name, TensorDataType.F64, [copy.Length], stream => stream.Write(MemoryMarshal.AsBytes(copy.AsSpan()))));
    }

    /// <summary>A tensor; it may not change before the checkpoint is written.</summary>
    public void Write(string name, IBackend backend, Tensor tensor)
    {
        TensorShape shape = tensor.Shape;
        _parts.Add(new SafetensorsPart(
            _prefix + name, TensorDataType.F32, [shape.Channels, shape.Height, shape.Width], stream =>
            {
                float[] values = new float[shape.Length];
                backend.Download(tensor, values);
                stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            }));
    }
}
