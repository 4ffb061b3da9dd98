using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Reference;

/// <summary>Tensors of one shared float64 block.</summary>
internal sealed class ReferenceArena : TensorArena
{
    private readonly ReferenceBackend _backend;

    /// <param name="backend">Who made it.</param>
    /// <param name="sizeInBytes">Size of the block.</param>
    /// <param name="tensors">The tensors, in the order of the requests.</param>
    public ReferenceArena(ReferenceBackend backend, long sizeInBytes, IReadOnlyList<Tensor> tensors)
        : base(sizeInBytes)
    {
        _backend = backend;
        Tensors = tensors;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Tensors { get; }

    /// <inheritdoc/>
    public override void Dispose() => _backend.Release(SizeInBytes);
}
