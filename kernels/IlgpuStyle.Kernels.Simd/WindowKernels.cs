using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>Rectangles of positions copied or added from tensor to tensor.</summary>
internal sealed class WindowKernels<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly WindowJob<TLanes, TVector> _job = new();

    /// <summary>destination = source on the rectangle, bit for bit.</summary>
    public void Copy(SimdTensor source, SimdTensor destination, WindowGeometry window) =>
        _job.Run(context.Team, source, destination, window, accumulate: false);

    /// <summary>destination += source on the rectangle.</summary>
    public void Accumulate(SimdTensor source, SimdTensor destination, WindowGeometry window) =>
        _job.Run(context.Team, source, destination, window, accumulate: true);
}
