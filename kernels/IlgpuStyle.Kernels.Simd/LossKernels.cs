using System.Runtime.CompilerServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>Gradients of the pointwise losses, and total variation.</summary>
internal sealed unsafe class LossKernels<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly ElementwiseJob<TLanes, TVector, DifferenceOperator> _difference = new();
    private readonly TotalVariationJob<TLanes, TVector> _totalVariation = new();
    private readonly DiagonalVariationJob _diagonalVariation = new();
    private readonly AbsoluteDistanceJob _absoluteDistance = new();

    /// <summary>destination += scale · (a − b); of <c>Σ (a − b)²</c> with scale = 2.</summary>
    public void DifferenceAccumulate(SimdTensor a, SimdTensor b, double scale, SimdTensor destination)
    {
        DifferenceOperator operation = new()
        {
            A = a.Pointer, B = b.Pointer, Scale = (float)scale, Destination = destination.Pointer,
        };
        _difference.Run(context.Team, operation, a.Layout.StorageLength);
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

    private struct DifferenceOperator : IElementwise<TVector>
    {
        public float* A;
        public float* B;
        public float Scale;
        public float* Destination;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply(long offset)
        {
            TVector delta = TLanes.Subtract(TLanes.Load(A + offset), TLanes.Load(B + offset));
            TVector sum = TLanes.MultiplyAdd(
                TLanes.Broadcast(Scale), delta, TLanes.Load(Destination + offset));
            TLanes.Store(sum, Destination + offset);
        }
    }
}
