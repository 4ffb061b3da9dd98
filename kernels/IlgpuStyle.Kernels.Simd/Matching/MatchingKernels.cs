using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Matching;

/// <summary>
/// Feature vectors of single positions: their lengths, the nearest among candidates, the distance to it; ranks of single features. Features
/// have more channels than a planar tensor as a rule; of those that do not, lengths and distances are computed element by element.
/// </summary>
internal sealed unsafe class MatchingKernels<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly NormalizePositionsJob<TLanes, TVector> _normalize = new();
    private readonly NearestPositionsJob<TLanes, TVector> _nearest = new(context);
    private readonly NearestPlanarJob _planar = new();
    private readonly CosineDistanceJob<TLanes, TVector> _distance = new();
    private readonly MatchRanksJob _ranks = new(context);
    private readonly ChosenPositionsJob<TLanes, TVector> _chosen = new();
    private readonly TransposeJob<TLanes, TVector> _transpose = new();
    private readonly SelfSimilarityJob _selfSimilarity = new();

    /// <summary>output[c,p] = input[c,p]/‖input[·,p]‖.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Normalize(SimdTensor input, SimdTensor output)
    {
        if (!input.Layout.IsPlanar)
        {
            _normalize.Run(context.Team, input, output);
            return;
        }

        for (int p = 0; p < input.Shape.Positions; p++)
        {
            double norm = Math.Sqrt(Product(input, p, input, p));
            for (int i = p; i < input.Shape.Length; i += input.Shape.Positions)
                output.Pointer[i] = norm > 0 ? (float)(input.Pointer[i] / norm) : input.Pointer[i];
        }
    }

    /// <summary>nearest[p] = the first j with the largest Σ_c features[c,p] · candidates[c,j].</summary>
    public void Nearest(SimdTensor features, SimdTensor candidates, SimdTensor nearest)
    {
        if (features.Layout.IsPlanar)
            _planar.Run(context.Team, features, candidates, nearest);
        else
            _nearest.Run(features, candidates, nearest);
    }

    /// <summary>Returns scale · Σ_p (1 − cos_p), adds its gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double CosineDistanceAccumulate(
        SimdTensor features, SimdTensor candidates, SimdTensor nearest, double scale, SimdTensor gradFeatures)
    {
        if (!features.Layout.IsPlanar)
            return _distance.Run(context, features, candidates, nearest, scale, gradFeatures);
        int positions = features.Shape.Positions, count = candidates.Shape.Positions;
        double sum = 0;
        for (int p = 0; p < positions; p++)
        {
            int j = Math.Clamp((int)nearest.Pointer[p], 0, count - 1);
            double norm = Math.Sqrt(Product(features, p, features, p));
            double cosine = norm > 0 ? Product(features, p, candidates, j) / norm : 0;
            sum += 1 - cosine;
            for (int c = 0; c < features.Shape.Channels && norm > 0; c++)
            {
                double unit = features.Pointer[c * positions + p] / norm;
                gradFeatures.Pointer[c * positions + p] -= (float)(scale * (candidates.Pointer[c * count + j] - cosine * unit) / norm);
            }
        }

        return scale * sum;
    }

    /// <summary>output[c,p] = sorted[c, the rank of input[c,p] in its channel].</summary>
    public void MatchRanks(SimdTensor input, SimdTensor sorted, SimdTensor output) => _ranks.Run(input, sorted, output);

    /// <summary>output[c,n] = input[c,positions[n]].</summary>
    public void Gather(SimdTensor input, SimdTensor positions, SimdTensor output) =>
        _chosen.Run(context.Team, input, positions, output, accumulates: false);

    /// <summary>destination[c,positions[n]] += input[c,n].</summary>
    public void ScatterAccumulate(SimdTensor input, SimdTensor positions, SimdTensor destination) =>
        _chosen.Run(context.Team, destination, positions, input, accumulates: true);

    /// <summary>output[p,c] = input[c,p].</summary>
    public void Transpose(SimdTensor input, SimdTensor output) => _transpose.Run(context.Team, input, output);

    /// <summary>Returns the distance of two self-similarities, overwrites the gradient.</summary>
    public double SelfSimilarity(SimdTensor cosines, SimdTensor target, double scale, SimdTensor gradCosines) =>
        _selfSimilarity.Run(context, cosines, target, scale, gradCosines);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Product(SimdTensor a, int p, SimdTensor b, int q)
    {
        double sum = 0;
        for (int c = 0; c < a.Shape.Channels; c++)
            sum += (double)a.Pointer[(long)c * a.Shape.Positions + p] * b.Pointer[(long)c * b.Shape.Positions + q];
        return sum;
    }
}
