using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// What statistics of feature maps need besides Gram matrices: masks over positions, sums over positions,
/// small matrix products. Memory-bound but for the product, N³ multiply-adds.
/// </summary>
internal sealed unsafe class RegionKernels<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly MaskJob<TLanes, TVector> _mask = new();
    private readonly ElementwiseJob<TLanes, TVector, ProductOperator> _product = new();
    private readonly ChannelSumJob<TLanes, TVector> _channelSum = new();
    private readonly ChannelAccumulateJob<TLanes, TVector> _channelAccumulate = new();
    private readonly MatrixProductJob<TLanes, TVector> _matrixProduct = new();

    /// <summary>output[c,p] = mask[p] · input[c,p].</summary>
    public void MaskMultiply(SimdTensor input, SimdTensor mask, SimdTensor output) =>
        Mask(input, mask, 1, accumulate: false, output);

    /// <summary>destination[c,p] += scale · mask[p] · input[c,p].</summary>
    public void MaskMultiplyAccumulate(
        SimdTensor input, SimdTensor mask, double scale, SimdTensor destination) =>
        Mask(input, mask, scale, accumulate: true, destination);

    /// <summary>sums[c] = scale · Σ_p features[c,p].</summary>
    public void ChannelSums(SimdTensor features, double scale, SimdTensor sums) =>
        _channelSum.Run(context, features, scale, sums);

    /// <summary>destination[c,p] += scale · vector[c].</summary>
    public void ChannelAccumulate(SimdTensor vector, double scale, SimdTensor destination) =>
        _channelAccumulate.Run(context.Team, vector, scale, destination);

    /// <summary>output[i,j] = scale · Σ_k a[i,k] · b[k,j].</summary>
    public void MatrixProduct(SimdTensor a, SimdTensor b, double scale, SimdTensor output) =>
        _matrixProduct.Run(context, a, b, scale, output);

    // A mask of the input's own shape is the other factor, element by element.
    private void Mask(SimdTensor input, SimdTensor mask, double scale, bool accumulate, SimdTensor output)
    {
        if (mask.Shape != input.Shape)
        {
            _mask.Run(context.Team, input, mask, scale, accumulate, output);
            return;
        }

        _product.Run(
            context.Team,
            new ProductOperator
            {
                Input = input.Pointer,
                Mask = mask.Pointer,
                Scale = (float)scale,
                Accumulate = accumulate,
                Output = output.Pointer,
            },
            input.Layout.StorageLength);
    }

    private struct ProductOperator : IElementwise<TVector>
    {
        public float* Input;
        public float* Mask;
        public float Scale;
        public bool Accumulate;
        public float* Output;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply(long offset)
        {
            TVector factor = TLanes.Multiply(TLanes.Broadcast(Scale), TLanes.Load(Mask + offset)), x = TLanes.Load(Input + offset);
            TLanes.Store(
                Accumulate ? TLanes.MultiplyAdd(factor, x, TLanes.Load(Output + offset)) : TLanes.Multiply(factor, x), Output + offset);
        }
    }
}
