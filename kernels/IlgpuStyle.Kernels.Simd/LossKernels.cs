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
