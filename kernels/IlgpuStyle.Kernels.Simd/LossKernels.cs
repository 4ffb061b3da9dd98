using System.Runtime.CompilerServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>The pointwise losses with their gradients, and total variation.</summary>
internal sealed unsafe class LossKernels<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly SquaredDistanceJob _squaredDistance = new();
    private readonly TotalVariationJob<TLanes, TVector> _totalVariation = new();
    private readonly DiagonalVariationJob _diagonalVariation = new();
    private readonly AbsoluteDistanceJob _absoluteDistance = new();

    /// <summary>Returns scale · Σ (a − b)², adds 2 · scale · (a − b) to the gradient.</summary>
    public double SquaredDistanceAccumulate(SimdTensor a, SimdTensor b, double scale, SimdTensor gradA)
    {
        _squaredDistance.A = a.Pointer;
        _squaredDistance.B = b.Pointer;
        _squaredDistance.Gradient = gradA.Pointer;
        _squaredDistance.Scale = (float)(2 * scale);
        double result = 0;
        _squaredDistance.Run(context, a.Layout.StorageLength, new Span<double>(ref result));
        return scale * result;
    }

    /// <summary>
    /// Value and gradient of total variation in one pass; formula:
    /// <see cref="TotalVariationJob{TLanes,TVector}"/>.
    /// </summary>
    public double TotalVariationAccumulate(
        SimdTensor image, TotalVariationKind kind, double verticalWeight, double horizontalWeight,
        SimdTensor gradImage) =>
        _totalVariation.Run(context, image, kind, verticalWeight, horizontalWeight, gradImage);

    /// <summary>Value and gradient in one pass; formula: <see cref="DiagonalVariationJob"/>.</summary>
    public double DiagonalVariationAccumulate(SimdTensor image, double weight, SimdTensor gradImage) =>
        _diagonalVariation.Run(context, image, weight, gradImage);

    /// <summary>Returns scale · Σ |a − b|, adds scale · sign(a − b) to the gradient.</summary>
    public double AbsoluteDistanceAccumulate(SimdTensor a, SimdTensor b, double scale, SimdTensor gradA)
    {
        _absoluteDistance.A = a.Pointer;
        _absoluteDistance.B = b.Pointer;
        _absoluteDistance.Gradient = gradA.Pointer;
        _absoluteDistance.Scale = (float)scale;
        double result = 0;
        _absoluteDistance.Run(context, a.Layout.StorageLength, new Span<double>(ref result));
        return scale * result;
    }

    private sealed class AbsoluteDistanceJob : ReductionJob
    {
        private const int Piece = 256;

        public float* A { get; set; }

        public float* B { get; set; }

        public float* Gradient { get; set; }

        public float Scale { get; set; }

        protected override void Reduce(long start, int length, double* sums)
        {
            float* differences = stackalloc float[Piece];
            TVector scale = TLanes.Broadcast(Scale), opposite = TLanes.Broadcast(-Scale);
            for (int offset = 0; offset < length; offset += Piece)
            {
                int count = Math.Min(Piece, length - offset);
                float* a = A + start + offset, b = B + start + offset, gradient = Gradient + start + offset;
                for (int i = 0; i < count; i += TLanes.Count)
                {
                    TVector delta = TLanes.Subtract(TLanes.Load(a + i), TLanes.Load(b + i));
                    TLanes.Store(delta, differences + i);
                    TVector sign = TLanes.Select(
                        TLanes.GreaterThan(delta, TLanes.Zero), scale,
                        TLanes.Select(TLanes.GreaterThan(TLanes.Zero, delta), opposite, TLanes.Zero));
                    TLanes.Store(TLanes.Add(TLanes.Load(gradient + i), sign), gradient + i);
                }

                sums[0] += TLanes.SumAbsolute(differences, count);
            }
        }
    }

    // A piece is read from memory once: for the gradient it is in the level-1 cache, and the next one is asked for.
    private sealed class SquaredDistanceJob : ReductionJob
    {
        private const int Piece = 1024;

        public float* A { get; set; }

        public float* B { get; set; }

        public float* Gradient { get; set; }

        public float Scale { get; set; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        protected override void Reduce(long start, int length, double* sums)
        {
            TVector scale = TLanes.Broadcast(Scale);
            for (int offset = 0; offset < length; offset += Piece)
            {
                float* a = A + start + offset, b = B + start + offset, gradient = Gradient + start + offset;
                int count = Math.Min(Piece, length - offset);
                sums[0] += TLanes.SquaredDistance(a, b, count);
                for (int i = 0; i < count; i += TLanes.Count)
                {
                    TLanes.Prefetch(a + Piece + i);
                    TLanes.Prefetch(b + Piece + i);
                    TLanes.Prefetch(gradient + Piece + i);
                    TVector delta = TLanes.Subtract(TLanes.Load(a + i), TLanes.Load(b + i));
                    TLanes.Store(TLanes.MultiplyAdd(scale, delta, TLanes.Load(gradient + i)), gradient + i);
                }
            }
        }
    }
}
