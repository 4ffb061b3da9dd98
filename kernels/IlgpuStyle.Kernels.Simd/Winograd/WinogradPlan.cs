namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>Transformed weights of one convolution.</summary>
/// <param name="forward">Sums over input channels; transposed and reordered they serve the backward pass, too.</param>
/// <param name="backward">Sums over output channels, or null where the backward pass transposes <paramref name="forward"/> as it goes.</param>
internal sealed class WinogradPlan(WinogradWeights forward, WinogradWeights? backward) : IDisposable
{
    /// <summary>The forward pass.</summary>
    public WinogradFactor Forward => new(forward, isTransposed: false);

    /// <summary>The backward pass.</summary>
    public WinogradFactor Backward => backward == null ? new(forward, isTransposed: true) : new(backward, isTransposed: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        forward.Dispose();
        backward?.Dispose();
    }
}
