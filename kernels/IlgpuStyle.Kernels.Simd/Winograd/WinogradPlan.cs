namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>Weights of both directions of one convolution.</summary>
internal sealed class WinogradPlan(WinogradWeights forward, WinogradWeights backward) : IDisposable
{
    /// <summary>Sums over input channels.</summary>
    public WinogradWeights Forward => forward;

    /// <summary>Sums over output channels.</summary>
    public WinogradWeights Backward => backward;

    /// <inheritdoc/>
    public void Dispose()
    {
        forward.Dispose();
        backward.Dispose();
    }
}
