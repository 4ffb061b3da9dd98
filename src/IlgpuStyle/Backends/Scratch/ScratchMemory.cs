using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends.Scratch;

/// <summary>A tensor in the host's memory.</summary>
internal sealed class ScratchMemory : ScratchTensor
{
    private float[] _values;

    /// <summary>Takes the memory.</summary>
    /// <param name="name">What the tensor holds.</param>
    /// <param name="shape">Its shape.</param>
    /// <exception cref="InputException">There is not as much.</exception>
    public ScratchMemory(string name, TensorShape shape)
        : base(name, shape)
    {
        try
        {
            _values = shape.Length <= Array.MaxLength ? new float[shape.Length]
                : throw new OutOfMemoryException("more elements than an array has.");
        }
        catch (OutOfMemoryException e)
        {
            throw new InputException(
                $"the host's memory cannot hold {name}, {shape.Length * sizeof(float) >> 20} MiB: {e.Message} Take a scratch folder "
                    + "instead.", e);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _values = [];

    /// <inheritdoc/>
    protected override void Read(long offset, Span<float> values) => _values.AsSpan((int)offset, values.Length).CopyTo(values);

    /// <inheritdoc/>
    protected override void Write(long offset, ReadOnlySpan<float> values) => values.CopyTo(_values.AsSpan((int)offset));
}
