namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>Packed weights of both directions.</summary>
internal sealed class DirectPlans(DirectPlan forward, DirectPlan? backward) : IDisposable
{
    /// <summary>Sums over input channels.</summary>
    public DirectPlan Forward => forward;

    /// <summary>Sums over output channels; null where another algorithm computes the backward.</summary>
    public DirectPlan? Backward => backward;

    /// <inheritdoc/>
    public void Dispose()
    {
        forward.Dispose();
        backward?.Dispose();
    }
}
