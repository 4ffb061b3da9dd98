using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <summary>
/// What losses compute: statistics of feature maps, distances, total variation, masks, and matrices of statistics, with their
/// gradients. Rules for every operator: <see cref="IBackend"/>.
/// </summary>
internal interface ILossOperators
{
    /// <summary>
    /// gram[i,j] = scale · Σ_p features[i,p] · features[j,p]; gram is (1, C, C) and exactly symmetric. With sums also what
    /// <see cref="ChannelSums"/> makes of them, from the same reading of the features where the backend can.
    /// </summary>
    void GramForward(Tensor features, double scale, Tensor gram, ScaledVector? sums = null);

    /// <summary>
    /// gradFeatures[i,p] += scale · Σ_j matrix[i,j] · features[j,p] with a symmetric (1, C, C) matrix. With
    /// matrix = ∂L/∂G and scale = 2·(the forward's scale) this is the backward of <see cref="GramForward"/>. With gradSums = ∂L/∂sums
    /// and the sums' scale also what <see cref="ChannelAccumulate"/> adds.
    /// </summary>
    void GramBackwardAccumulate(Tensor matrix, Tensor features, double scale, Tensor gradFeatures, ScaledVector? gradSums = null);

    /// <summary>results[slot] = scale · Σ (a − b)², accumulated in float64 (or as accurately).</summary>
    void SquaredDistance(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot);

    /// <summary>results[slot] = scale · Σ (a − b)² likewise, and gradA += 2 · scale · (a − b).</summary>
    void SquaredDistanceAccumulate(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot, Tensor gradA);

    /// <summary>
    /// results[slot] = verticalWeight · Σ φ(x[c,h+1,w] − x[c,h,w]) + horizontalWeight · Σ φ(x[c,h,w+1] −
    /// x[c,h,w]), and gradImage += its gradient. <see cref="TotalVariationKind.SquaredColor"/> reads x[c,h,w] − x̄[h,w]
    /// in place of x, with x̄ the mean over the channels.
    /// </summary>
    void TotalVariationAccumulate(
        Tensor image, TotalVariationKind kind, double verticalWeight, double horizontalWeight,
        ScalarBuffer results, int slot, Tensor gradImage);

    /// <summary>
    /// results[slot] = weight · Σ (Δ↘² + Δ↙²) over all pairs of diagonal neighbours of the picture continued
    /// by one pixel on each side (the nearest pixel repeated), and gradImage += its gradient. (H+1)·(W+1)
    /// pairs a channel and direction; those across the border compare neighbours along it.
    /// </summary>
    void DiagonalVariationAccumulate(
        Tensor image, double weight, ScalarBuffer results, int slot, Tensor gradImage);

    /// <summary>
    /// sums[c] = scale · Σ_p features[c,p], accumulated in float64 (or as accurately); sums is (C, 1, 1).
    /// </summary>
    void ChannelSums(Tensor features, double scale, Tensor sums);

    /// <summary>
    /// destination[c,p] += scale · vector[c], vector (C, 1, 1). With vector = ∂L/∂sums this is the backward
    /// of <see cref="ChannelSums"/>.
    /// </summary>
    void ChannelAccumulate(Tensor vector, double scale, Tensor destination);

    /// <summary>
    /// output[c,p] = mask[p] · input[c,p], mask (1, H, W), or with a mask of its own for each channel, (C, H, W); output may be the input.
    /// Its own adjoint.
    /// </summary>
    void MaskMultiply(Tensor input, Tensor mask, Tensor output);

    /// <summary>destination[c,p] += scale · mask[p] · input[c,p], mask (1, H, W) or (C, H, W).</summary>
    void MaskMultiplyAccumulate(Tensor input, Tensor mask, double scale, Tensor destination);

    /// <summary>
    /// output[i,j] = scale · Σ_k a[i,k] · b[k,j], all (1, N, N), output neither a nor b. Not with a's
    /// transpose where a is nearly symmetric: the iterations made of it are stable only if both factors stand
    /// as they are.
    /// </summary>
    void MatrixProduct(Tensor a, Tensor b, double scale, Tensor output);

    /// <summary>
    /// output[c,p] = input[c,p] / √Σ_c input[c,p]²: each position's feature vector with length 1; one of zeros stays. Squares are added in
    /// float64 (or as accurately). Output may be the input.
    /// </summary>
    void NormalizePositions(Tensor input, Tensor output);

    /// <summary>
    /// nearest[p] = the first j with the largest Σ_c features[c,p] · candidates[c,j]: the candidate at the smallest angle, where all have
    /// length 1. features (C, H, W); candidates (C, h, w), up to 2²⁴ positions; nearest (1, H, W), whole numbers. Sums of float32: of two
    /// candidates that differ by rounding either may be found, by one backend always the same.
    /// </summary>
    void NearestPositions(Tensor features, Tensor candidates, Tensor nearest);

    /// <summary>
    /// results[slot] = scale · Σ_p (1 − cos_p), cos_p = Σ_c features[c,p] · candidates[c,nearest[p]] / ‖features[·,p]‖, and gradFeatures +=
    /// its gradient while nearest stays, −scale · (t − cos_p · u) / ‖features[·,p]‖ with u the position's vector of length 1 and t its
    /// candidate, of length 1. A vector of zeros has cosine 0 and no gradient. Shapes as for <see cref="NearestPositions"/>.
    /// </summary>
    void CosineDistanceAccumulate(
        Tensor features, Tensor candidates, Tensor nearest, double scale, ScalarBuffer results, int slot, Tensor gradFeatures);

    /// <summary>
    /// output[c,p] = sorted[c,r], r the rank of input[c,p] in its channel: how many values are smaller, or equal and at an earlier position
    /// (zeros of either sign are equal). With ascending channels of sorted this is the optimal transport of each channel's values
    /// to them. All of one shape, output neither of the others. Piecewise constant: no gradient.
    /// </summary>
    void MatchRanks(Tensor input, Tensor sorted, Tensor output);

    /// <summary>
    /// output[c,n] = input[c,positions[n]]: feature vectors of chosen positions, which may repeat. input (C, H, W); positions (1, 1, N),
    /// whole numbers; output (C, 1, N).
    /// </summary>
    void GatherPositions(Tensor input, Tensor positions, Tensor output);

    /// <summary>
    /// destination[c,positions[n]] += input[c,n], the adjoint of <see cref="GatherPositions"/>; what repeats is added in the order of n.
    /// </summary>
    void ScatterPositionsAccumulate(Tensor input, Tensor positions, Tensor destination);

    /// <summary>output[p,c] = input[c,p]; input (C, H, W), output (H·W, 1, C). Its own adjoint.</summary>
    void TransposePositions(Tensor input, Tensor output);

    /// <summary>
    /// results[slot] = scale · Σ |a − b|, accumulated in float64 (or as accurately), and gradA += scale · sign(a − b), 0 at 0.
    /// </summary>
    void AbsoluteDistanceAccumulate(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot, Tensor gradA);

    /// <summary>
    /// results[slot] = scale · Σ_ij |D_ij/Σ_k D_kj − E_ij/Σ_k E_kj|, D = 1 − cosines and E = 1 − target off the diagonal, 0 on it: how far
    /// the shares of every column's distances are apart (Kolkin, Salavon &amp; Shakhnarovich 2019, equation 7). gradCosines = its
    /// derivative, made symmetric, so that <see cref="GramBackwardAccumulate"/> continues it. All (1, N, N), the first two symmetric; a
    /// column whose distances add up to less than 10⁻⁶·N has shares of 0.
    /// </summary>
    void SelfSimilarityDistance(
        Tensor cosines, Tensor target, double scale, ScalarBuffer results, int slot, Tensor gradCosines);
}
