namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>Transformed weights of both directions.</summary>
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
