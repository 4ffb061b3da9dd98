using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Direct;
using IlgpuStyle.Kernels.Simd.Image;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;
using IlgpuStyle.Kernels.Simd.Winograd;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// Chooses the algorithm of each convolution: Winograd for 3×3 with stride 1 between feature maps unless direct ones are asked
/// for, the picture's own backward for a network's first 3×3 layer, direct for all else.
/// </summary>
internal sealed unsafe class ConvolutionKernels<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly DirectConvolution<TLanes, TVector> _direct = new(context);
    private readonly WinogradConvolution<TLanes, TVector> _winograd = new(context);
    private readonly ImageGradient<TLanes, TVector> _imageGradient = new(context);
    private readonly WinogradPackJob<TLanes, TVector> _pack = new(context);

    /// <summary>Packs frozen weights (OC, IC, K, K) and bias (OC) for both directions.</summary>
    public SimdConvolution Prepare(
        SimdBackend owner, ConvolutionGeometry geometry, ReadOnlySpan<float> weights,
        ReadOnlySpan<float> bias)
    {
        int columns = DirectMicroKernel<TLanes, TVector>.Columns;
        if (!UsesWinograd(geometry))
        {
            DirectPlan forward = new(geometry, weights, forward: true, columns, context.Account);
            bool isFirst = ImageGradient<TLanes, TVector>.Serves(geometry);
            DirectPlan? backward = isFirst
                ? null
                : new(geometry, weights, forward: false, columns, context.Account);
            return new SimdConvolution(owner, geometry, bias, context.Account)
            {
                Direct = new DirectPlans(forward, backward),
                Image = isFirst ? new ImageWeights(geometry, weights, context.Account) : null,
            };
        }

        fixed (float* pointer = weights)
        {
            WinogradPlan plan = new(Pack(pointer, geometry, forward: true), Pack(pointer, geometry, forward: false));
            return new SimdConvolution(owner, geometry, bias, context.Account) { Winograd = plan };
        }
    }

    /// <inheritdoc cref="INetworkOperators.ConvolutionForward"/>
    public void Forward(SimdConvolution convolution, SimdTensor input, SimdTensor output, bool relu)
    {
        if (convolution.Winograd is { } winograd)
            _winograd.Forward(convolution.Geometry, winograd.Forward, convolution.Bias, input, output, relu);
        else
            _direct.Forward(convolution.Geometry, convolution.Direct!.Forward, convolution.Bias, input, output, relu);
    }

    /// <inheritdoc cref="INetworkOperators.ConvolutionPoolForward"/>
    /// <returns>Whether pooled has been written; if not, the pooling is left to do.</returns>
    public bool ForwardPooled(
        SimdConvolution convolution, PoolingGeometry pooling, SimdTensor input, SimdTensor output,
        SimdTensor pooled)
    {
        if (convolution.Winograd is { } winograd && WinogradConvolution<TLanes, TVector>.Fuses(pooling))
        {
            _winograd.Forward(
                convolution.Geometry, winograd.Forward, convolution.Bias, input, output, relu: true, pooled, pooling.Kind);
            return true;
        }

        Forward(convolution, input, output, relu: true);
        return false;
    }

    /// <inheritdoc cref="INetworkOperators.FusesPoolBackward"/>
    public bool FusesPoolBackward(ConvolutionGeometry convolution, PoolingGeometry pooling) =>
        UsesWinograd(convolution) && WinogradConvolution<TLanes, TVector>.Fuses(pooling);

    /// <inheritdoc cref="INetworkOperators.ConvolutionPoolBackwardInput"/>
    public void BackwardOfPooled(
        SimdConvolution convolution, PoolingGeometry pooling, SimdTensor gradPooled, SimdTensor reluOutput,
        SimdTensor gradInput) => _winograd.BackwardOfPooled(
            convolution.Geometry, convolution.Winograd!.Backward, pooling.Kind, gradPooled, reluOutput, gradInput);

    /// <inheritdoc cref="INetworkOperators.ConvolutionBackwardInput"/>
    public void Backward(
        SimdConvolution convolution, SimdTensor gradOutput, SimdTensor? reluOutput, SimdTensor gradInput)
    {
        ConvolutionGeometry geometry = convolution.Geometry;
        if (convolution.Winograd is { } winograd)
            _winograd.Backward(geometry, winograd.Backward, gradOutput, reluOutput, gradInput);
        else if (convolution.Image is { } image)
            _imageGradient.Backward(geometry, image, gradOutput, reluOutput, gradInput);
        else
            _direct.Backward(geometry, convolution.Direct!.Backward!, gradOutput, reluOutput, gradInput);
    }

    private bool UsesWinograd(ConvolutionGeometry geometry) =>
        !context.DirectConvolution && WinogradConvolution<TLanes, TVector>.Serves(geometry);

    private WinogradWeights Pack(float* weights, ConvolutionGeometry geometry, bool forward)
    {
        int ic = geometry.InputChannels, oc = geometry.OutputChannels;
        WinogradWeights packed = new(
            forward ? ic : oc, forward ? oc : ic, DirectMicroKernel<TLanes, TVector>.Columns,
            WinogradConvolution<TLanes, TVector>.KeepsTransformed(ic, oc), context.Account);
        _pack.Run(weights, ic, oc, forward, packed);
        return packed;
    }
}
