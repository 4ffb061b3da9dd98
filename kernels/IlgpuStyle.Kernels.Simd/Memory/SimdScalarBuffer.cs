using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>
/// Reduction results in managed memory: the backend finishes each operator before it returns.
/// </summary>
internal sealed class SimdScalarBuffer : ScalarBuffer
{
    /// <summary>Makes <paramref name="length"/> zeros.</summary>
    public SimdScalarBuffer(IBackend owner, int length)
        : base(length)
    {
        Owner = owner;
        Values = new double[length];
    }

    /// <summary>The backend that allocated it.</summary>
    public IBackend Owner { get; }

    /// <summary>The slots.</summary>
    public double[] Values { get; }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
