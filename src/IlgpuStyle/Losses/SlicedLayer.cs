using IlgpuStyle.Backends;

namespace IlgpuStyle.Losses;

/// <summary>What <see cref="SlicedStyleLoss"/> draws one layer to.</summary>
/// <param name="Name">The layer's, as in the network's table.</param>
/// <param name="Directions">Projects its features, (C, H, W), on K directions: a convolution of single positions, (K, C, 1, 1).</param>
/// <param name="Scale">What Σ (projection − quantile)² is multiplied with: the term's weight over M·Σ_k var_k, M the positions of the
/// result and var_k the variance of the painting's projections on direction k. So each layer counts by its weight, whatever its
/// activations' scale.</param>
/// <param name="Targets">At least one.</param>
internal sealed record SlicedLayer(
    string Name, PreparedConvolution Directions, double Scale, IReadOnlyList<SlicedTarget> Targets) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Directions.Dispose();
        foreach (SlicedTarget target in Targets)
            target.Quantiles.Dispose();
    }
}
