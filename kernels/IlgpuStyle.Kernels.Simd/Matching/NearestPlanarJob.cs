using System.Numerics;
using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Matching;

/// <summary>
/// nearest[p] = the first j with the largest Σ_c features[c,p] · candidates[c,j] of planar tensors, in float64, where products of two
/// floats are exact. One item is 64 positions, two vectors of them at a time against all candidates; missing channels are zeros.
/// </summary>
internal sealed unsafe class NearestPlanarJob : Job
{
    private const int ItemPositions = 64;

    private SimdTensor _features = null!;
    private SimdTensor _candidates = null!;
    private float* _nearest;

    /// <inheritdoc/>
    public override string Operation => "nearest positions";

    private static int Lanes => Vector<double>.Count;

    /// <summary>Overwrites <paramref name="nearest"/>.</summary>
    public void Run(WorkerTeam team, SimdTensor features, SimdTensor candidates, SimdTensor nearest)
    {
        _features = features;
        _candidates = candidates;
        _nearest = nearest.Pointer;
        team.Run(this, (features.Shape.Positions + ItemPositions - 1) / ItemPositions);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int start = item * ItemPositions, positions = _features.Shape.Positions, count = Math.Min(ItemPositions, positions - start);
        double* features = stackalloc double[TensorLayout.LargestPlanarChannels * ItemPositions];
        double* found = stackalloc double[ItemPositions];
        new Span<double>(features, TensorLayout.LargestPlanarChannels * ItemPositions).Clear();
        for (int c = 0; c < _features.Shape.Channels; c++)
        for (int p = 0; p < count; p++)
            features[c * ItemPositions + p] = _features.Pointer[(long)c * positions + start + p];
        for (int p = 0; p < count; p += 2 * Lanes)
            Match(features + p, found + p);
        for (int p = 0; p < count; p++)
            _nearest[start + p] = (float)found[p];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Match(double* features, double* found)
    {
        int count = _candidates.Shape.Positions;
        float* c0 = _candidates.Pointer, c1 = Channel(1), c2 = Channel(2), c3 = Channel(3);
        Vector<double> a0 = Of(features, 0, 0), a1 = Of(features, 1, 0), a2 = Of(features, 2, 0), a3 = Of(features, 3, 0);
        Vector<double> b0 = Of(features, 0, 1), b1 = Of(features, 1, 1), b2 = Of(features, 2, 1), b3 = Of(features, 3, 1);
        Vector<double> ofA = Vector<double>.Zero, ofB = ofA, largestA = new(double.NegativeInfinity), largestB = largestA;
        for (int j = 0; j < count; j++)
        {
            Vector<double> x0 = new(c0[j]), x1 = new(c1[j]), x2 = new(c2[j]), x3 = new(c3[j]), number = new(j);
            Keep(a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3, number, ref largestA, ref ofA);
            Keep(b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3, number, ref largestB, ref ofB);
        }

        Vector.Store(ofA, found);
        Vector.Store(ofB, found + Lanes);
    }

    // Of a channel that is not there the features are zeros.
    private float* Channel(int c) =>
        _candidates.Pointer + (c < _candidates.Shape.Channels ? (long)c * _candidates.Shape.Positions : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Of(double* features, int channel, int vector) =>
        Vector.Load(features + channel * ItemPositions + vector * Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(Vector<double> product, Vector<double> number, ref Vector<double> largest, ref Vector<double> nearest)
    {
        Vector<double> isLarger = Vector.GreaterThan(product, largest).As<long, double>();
        nearest = Vector.ConditionalSelect(isLarger, number, nearest);
        largest = Vector.ConditionalSelect(isLarger, product, largest);
    }
}
