using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Pooling;

/// <summary>
/// Pooling over windows [oh·S, oh·S+K) × [ow·S, ow·S+K), cut off at the input's border, with window K and
/// stride S. Blocked tensors compute 16 channels of a window at a time; planar ones (pictures) one element.
/// </summary>
internal sealed class PoolingKernels<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly PoolingForwardJob<TLanes, TVector> _forward = new();
    private readonly PoolingBackwardJob<TLanes, TVector> _backward = new();

    /// <summary>output[c,oh,ow] = max, mean or 2-norm over the window.</summary>
    public void Forward(PoolingGeometry geometry, SimdTensor input, SimdTensor output) =>
        _forward.Run(context.Team, geometry, input, output);

    /// <summary>gradInput = the adjoint of the forward pass applied to gradOutput.</summary>
    public void Backward(
        PoolingGeometry geometry, SimdTensor input, SimdTensor gradOutput, SimdTensor gradInput) =>
        _backward.Run(context.Team, geometry, input, gradOutput, gradInput);
}
