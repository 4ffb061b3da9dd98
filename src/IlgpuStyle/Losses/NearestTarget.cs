using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>The feature vectors of one painting.</summary>
/// <param name="Vectors">Hypercolumns (C, h, w), centred, or patches of them, each of length 1.</param>
/// <param name="Mean">What they were centred by, (C, 1, 1).</param>
/// <param name="Share">The painting's share of the style term; all shares add up to 1.</param>
/// <param name="Part">Which painting it is, for reports; empty if it is the only one.</param>
internal sealed record NearestTarget(Tensor Vectors, Tensor Mean, double Share, string Part) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Vectors.Dispose();
        Mean.Dispose();
    }
}
