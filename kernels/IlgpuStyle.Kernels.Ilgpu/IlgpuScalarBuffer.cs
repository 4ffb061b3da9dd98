using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Result slots in device memory, each a <see cref="FloatPair"/>; read back as float64.</summary>
internal sealed class IlgpuScalarBuffer : ScalarBuffer
{
    private readonly MemoryBuffer1D<FloatPair, Stride1D.Dense> _buffer;
    private readonly FloatPair[] _host;

    /// <summary>Makes the handle.</summary>
    public IlgpuScalarBuffer(IlgpuBackend owner, int length, MemoryBuffer1D<FloatPair, Stride1D.Dense> buffer)
        : base(length)
    {
        Owner = owner;
        _buffer = buffer;
        _host = new FloatPair[length];
    }

    /// <summary>The backend whose memory it is; null after disposal.</summary>
    public IlgpuBackend? Owner { get; private set; }

    /// <summary>The slots.</summary>
    public ArrayView<FloatPair> View => _buffer.View.BaseView;

    /// <summary>Fetches the first slots, as many as there are results; waits for the device.</summary>
    public void Read(AcceleratorStream stream, Span<double> results)
    {
        if (results.Length == 0)
            return;
        Span<FloatPair> slots = _host.AsSpan(0, results.Length);
        View.SubView(0, results.Length).CopyToCPU(stream, slots);
        for (int i = 0; i < results.Length; i++)
            results[i] = slots[i].ToDouble();
    }

    /// <summary>Sets all slots.</summary>
    public void Write(AcceleratorStream stream, ReadOnlySpan<double> values)
    {
        if (values.Length == 0)
            return;
        for (int i = 0; i < values.Length; i++)
            _host[i] = FloatPair.From(values[i]);
        ReadOnlySpan<FloatPair> slots = _host.AsSpan(0, values.Length);
        View.SubView(0, values.Length).CopyFromCPU(stream, slots);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Owner?.Free(_buffer);
        Owner = null;
    }
}
