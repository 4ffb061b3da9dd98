using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>One native block that holds several tensors, placed by <see cref="ArenaPlanner"/>.</summary>
internal sealed class SimdArena : TensorArena
{
    private readonly NativeBlock _block;
    private readonly SimdTensor[] _tensors;

    /// <summary>Places the requests in a fresh block of <paramref name="totalSize"/> floats.</summary>
    public SimdArena(
        IBackend owner, IReadOnlyList<TensorRequest> requests, long[] offsets, long totalSize,
        NativeBlock block)
        : base(totalSize * sizeof(float))
    {
        _block = block;
        _tensors = [.. requests.Select((request, i) =>
            new SimdTensor(owner, request.Name, request.Shape, block, offsets[i], ownsBlock: false))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Tensors => _tensors;

    /// <inheritdoc/>
    public override void Dispose() => _block.Dispose();
}
