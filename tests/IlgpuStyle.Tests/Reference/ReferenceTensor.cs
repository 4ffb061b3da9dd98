using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Reference;

/// <summary>A dense (C, H, W) window of float64 storage.</summary>
internal sealed class ReferenceTensor : Tensor
{
    private readonly double[] _block;
    private readonly int _offset;
    private readonly ReferenceBackend? _owner;

    /// <param name="backend">Who made it.</param>
    /// <param name="name">For messages.</param>
    /// <param name="shape">Logical shape.</param>
    /// <param name="block">The storage.</param>
    /// <param name="offset">First element of the tensor in the storage.</param>
    /// <param name="ownsBlock">Whether disposing the tensor gives the storage back (false inside an arena).</param>
    public ReferenceTensor(
        ReferenceBackend backend, string name, TensorShape shape, double[] block, long offset, bool ownsBlock)
        : base(name, shape)
    {
        Backend = backend;
        _block = block;
        _offset = checked((int)offset);
        _owner = ownsBlock ? backend : null;
    }

    /// <summary>Who made the tensor.</summary>
    public ReferenceBackend Backend { get; }

    /// <summary>The elements.</summary>
    public Span<double> Values => _block.AsSpan(_offset, checked((int)Shape.Length));

    /// <inheritdoc/>
    public override void Dispose() => _owner?.Release(Shape.Length * sizeof(double));
}
