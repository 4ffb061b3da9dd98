using System.Globalization;
using System.Runtime.InteropServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Weights;

namespace IlgpuStyle.State;

/// <summary>
/// Collects the values of a <see cref="Checkpoint"/> by name. Numbers are kept exactly: float32 tensors and
/// float64 lists as they are, single numbers as their shortest text that reads back to the same bits. Tensors
/// are fetched from their backend one channel at a time while the file is written, which must therefore
/// happen before the next step.
/// </summary>
internal sealed class StateWriter
{
    private readonly string _prefix;
    private readonly Dictionary<string, string> _scalars;
    private readonly List<SafetensorsPart> _parts;
    private readonly StateWriter? _parent;
    private float[] _plane = [];

    internal StateWriter()
        : this("", [], [], parent: null)
    {
    }

    private StateWriter(
        string prefix, Dictionary<string, string> scalars, List<SafetensorsPart> parts, StateWriter? parent)
    {
        _prefix = prefix;
        _scalars = scalars;
        _parts = parts;
        _parent = parent;
    }

    internal IReadOnlyDictionary<string, string> Scalars => _scalars;

    internal IReadOnlyList<SafetensorsPart> Parts => _parts;

    /// <summary>The same writer with every name under "<paramref name="name"/>.".</summary>
    public StateWriter Section(string name) => new($"{_prefix}{name}.", _scalars, _parts, this);

    /// <summary>Everything that a part of the run wants to keep, in a section of its own.</summary>
    public void Write(string name, IRunState part) => part.Save(Section(name));

    /// <summary>A single number.</summary>
    public void Write(string name, double value) =>
        Write(name, value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A count.</summary>
    public void Write(string name, long value) => Write(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A time.</summary>
    public void Write(string name, TimeSpan value) => Write(name, value.Ticks);

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
    public void Write(string name, IDeviceMemory backend, Tensor tensor)
    {
        TensorShape shape = tensor.Shape;
        _parts.Add(new SafetensorsPart(
            _prefix + name, TensorDataType.F32, [shape.Channels, shape.Height, shape.Width], stream =>
            {
                for (int channel = 0; channel < shape.Channels; channel++)
                {
                    Span<float> plane = Plane(shape.Positions);
                    backend.DownloadChannel(tensor, channel, plane);
                    stream.Write(MemoryMarshal.AsBytes(plane));
                }
            }));
    }

    /// <summary>Values of one channel: all tensors of a checkpoint go through the same array.</summary>
    private Span<float> Plane(int positions)
    {
        if (_parent is not null)
            return _parent.Plane(positions);
        if (_plane.Length < positions)
            _plane = new float[positions];
        return _plane.AsSpan(0, positions);
    }
}
