using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The operands of one convolution launch, in either direction.</summary>
/// <param name="Layer">The layer with its weights.</param>
/// <param name="IsBackward">Whether it is the backward to the input.</param>
/// <param name="Input">What is convolved.</param>
/// <param name="Mask">Where it counts (<see cref="ConvolutionExtents.Masked"/>); else the input again, a valid view.</param>
/// <param name="Output">The result.</param>
/// <param name="Extents">Shapes and flags.</param>
internal readonly record struct ConvolutionArguments(
    IlgpuConvolution Layer, bool IsBackward, FeatureView Input, FeatureView Mask, FeatureView Output,
    ConvolutionExtents Extents)
{
    /// <summary>The direction's packed weights.</summary>
    public ArrayView<float> Weights => IsBackward ? Layer.BackwardWeights : Layer.Weights;

    /// <summary>Bias, one a channel.</summary>
    public ArrayView<float> Bias => Layer.Bias;
}
