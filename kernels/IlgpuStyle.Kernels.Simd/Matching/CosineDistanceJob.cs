using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Matching;

/// <summary>
/// Σ_p (1 − cos_p) of blocked features and each position's candidate, and gradFeatures[c,p] += −scale · (t[c] − cos_p · f[c]/‖f‖)/‖f‖. One
/// item is 128 positions: their products with the candidates and with themselves in float64, block by block, then the gradient.
/// </summary>
internal sealed unsafe class CosineDistanceJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;
    private const int ItemPositions = 128;

    private TensorLayout _layout;
    private TensorLayout _candidateLayout;
    private float* _features;
    private float* _candidates;
    private float* _nearest;
    private float* _gradient;
    private double* _partial;
    private double _scale;

    /// <summary>Returns the value, adds the gradient.</summary>
    public double Run(
        SimdContext context, SimdTensor features, SimdTensor candidates, SimdTensor nearest, double scale, SimdTensor gradFeatures)
    {
        _layout = features.Layout;
        _candidateLayout = candidates.Layout;
        _features = features.Pointer;
        _candidates = candidates.Pointer;
        _nearest = nearest.Pointer;
        _gradient = gradFeatures.Pointer;
        _scale = scale;
        int items = (_layout.Shape.Positions + ItemPositions - 1) / ItemPositions;
        _partial = (double*)context.Shared.Reserve(SimdContext.Exchange, (long)items * sizeof(double));
        return scale * context.Sum(this, items, _partial);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int start = item * ItemPositions, count = Math.Min(ItemPositions, _layout.Shape.Positions - start);
        double* products = stackalloc double[ItemPositions];
        double* squares = stackalloc double[ItemPositions];
        new Span<double>(products, count).Clear();
        new Span<double>(squares, count).Clear();
        for (int channel = 0; channel < _layout.Shape.Channels; channel += Block)
        {
            float* features = _features + _layout.ChannelOffset(channel) + (long)start * Block;
            for (int p = 0; p < count; p++, features += Block)
            {
                products[p] += TLanes.Dot(features, Candidate(channel, start + p), Block);
                squares[p] += TLanes.Dot(features, features, Block);
            }
        }

        double sum = 0;
        for (int p = 0; p < count; p++)
        {
            double norm = Math.Sqrt(squares[p]), cosine = norm > 0 ? products[p] / norm : 0;
            sum += 1 - cosine;
            // From here on the factors of the candidate and of the feature vector.
            products[p] = norm > 0 ? -_scale / norm : 0;
            squares[p] = norm > 0 ? _scale * cosine / squares[p] : 0;
        }

        _partial[item] = sum;
        for (int channel = 0; channel < _layout.Shape.Channels; channel += Block)
            AddGradient(channel, start, count, products, squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddGradient(int channel, int start, int count, double* ofCandidate, double* ofFeatures)
    {
        long offset = _layout.ChannelOffset(channel) + (long)start * Block;
        float* features = _features + offset, gradient = _gradient + offset;
        for (int p = 0; p < count; p++, features += Block, gradient += Block)
        {
            TVector a = TLanes.Broadcast((float)ofCandidate[p]), b = TLanes.Broadcast((float)ofFeatures[p]);
            float* candidate = Candidate(channel, start + p);
            for (int lane = 0; lane < Block; lane += TLanes.Count)
            {
                TVector sum = TLanes.MultiplyAdd(b, TLanes.Load(features + lane), TLanes.Load(gradient + lane));
                TLanes.Store(TLanes.MultiplyAdd(a, TLanes.Load(candidate + lane), sum), gradient + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float* Candidate(int channel, int position)
    {
        int nearest = Math.Clamp((int)_nearest[position], 0, _candidateLayout.Shape.Positions - 1);
        return _candidates + _candidateLayout.ChannelOffset(channel) + (long)nearest * Block;
    }
}
