using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The operands of one convolution launch, in either direction.</summary>
/// <param name="Layer">The layer with its weights.</param>
/// <param name="IsBackward">Whether it is the backward to the input.</param>
/// <param name="Input">What is convolved.</param>
/// <param name="Mask">Where it counts (<see cref="ConvolutionExtents.Masked"/>); else the input again, a valid view.</param>
/// <param name="Output">The result.</param>
/// <param name="Pooled">The pooled result, where the forward pools too; else the result again, a valid view.</param>
/// <param name="Extents">Shapes and flags.</param>
internal readonly record struct ConvolutionArguments(
    IlgpuConvolution Layer, bool IsBackward, FeatureView Input, FeatureView Mask, FeatureView Output,
    FeatureView Pooled, ConvolutionExtents Extents)
{
    /// <summary>Whether the output is pooled as it is stored.</summary>
    public bool PoolsOutput => !IsBackward && Extents.Pooling != 0;

    /// <summary>The pooling that the input is taken back through; 0 for none.</summary>
    public int PoolingOfInput => IsBackward ? Extents.Pooling : 0;

    /// <summary>The direction's packed weights.</summary>
    public ArrayView<float> Weights => IsBackward ? Layer.BackwardWeights : Layer.Weights;

    /// <summary>Bias, one a channel.</summary>
    public ArrayView<float> Bias => Layer.Bias;
}
