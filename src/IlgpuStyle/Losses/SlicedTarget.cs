using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>A painting, or the mean of several, in one layer's directions.</summary>
/// <param name="Quantiles">(K, H, W): each direction's projections, ascending, as many as the result has positions.</param>
/// <param name="Share">Its share of the layer's term; all shares of a layer add up to 1.</param>
/// <param name="Part">Which painting it is, for reports; empty if there is one term.</param>
internal sealed record SlicedTarget(Tensor Quantiles, double Share, string Part);
