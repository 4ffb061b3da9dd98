using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Direct;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Image;

/// <summary>The backward of a network's first convolution, whose result is a picture.</summary>
internal sealed unsafe class ImageGradient<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly ImageGradientJob<TLanes, TVector> _job = new(context);
    private readonly FoldJob<TLanes, TVector> _fold = new();

    /// <summary>
    /// Whether a convolution's backward can be computed this way: 3×3, stride 1, from a planar to a blocked
    /// tensor.
    /// </summary>
    public static bool Serves(ConvolutionGeometry geometry) =>
        geometry.KernelSize == 3 && geometry.Stride == 1
        && new TensorLayout(new(geometry.InputChannels, 1, 1)).IsPlanar
        && !new TensorLayout(new(geometry.OutputChannels, 1, 1)).IsPlanar;

    /// <summary>
    /// Of <c>output[oc,oh,ow] = Σ weights[oc,c,kh,kw] · input[c, oh+kh−P, ow+kw−P]</c>: gradInput[c,h,w] = Σ
    /// weights[oc,c,2−kh,2−kw] · gradOutput[oc, h+kh−(2−P), w+kw−(2−P)]. Where padding repeats pixels, the
    /// whole padded frame's gradient is computed and folded.
    /// </summary>
    public void Backward(
        ConvolutionGeometry geometry, ImageWeights weights, SimdTensor gradOutput, SimdTensor? gate,
        SimdTensor gradInput)
    {
        int channels = gradInput.Shape.Channels, height = gradInput.Shape.Height;
        int width = gradInput.Shape.Width;
        int border = geometry.Padding;
        if (geometry.PaddingMode == PaddingMode.Zero || border == 0)
        {
            _job.Run(gradOutput, gate, 2 - border, weights, gradInput.Pointer, channels, height, width);
            return;
        }

        height += 2 * border;
        width += 2 * border;
        float* scratch = (float*)context.Shared.Reserve(
            SimdContext.Exchange, (long)channels * height * width * sizeof(float));
        _job.Run(gradOutput, gate, 2, weights, scratch, channels, height, width);
        _fold.Run(context.Team, new Frame(scratch, height, width, border, geometry.PaddingMode), gradInput);
    }
}
