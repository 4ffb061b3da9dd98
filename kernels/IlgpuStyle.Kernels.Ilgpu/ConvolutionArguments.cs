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

    /// <summary>Kinds of input that kernels are compiled for; the values of <see cref="InputKind"/> lie below.</summary>
    public const int InputKinds = 8;

    /// <summary>
    /// What the input is: 0 plain, 2 a gated gradient, 4 and 6 one behind average or max pooling; 1 more if the activation that is read is
    /// in half precision.
    /// </summary>
    public int InputKind
    {
        get
        {
            bool isHalf = Extents.Masked != 0 ? Mask.IsHalf : Input.IsHalf;
            int kind = PoolingOfInput == ConvolutionExtents.AveragePooling ? 4
                : PoolingOfInput == ConvolutionExtents.MaxPooling ? 6
                : 2 * Extents.Masked;
            return kind + (isHalf ? 1 : 0);
        }
    }

    /// <summary>The direction's packed weights.</summary>
    public ArrayView<float> Weights => IsBackward ? Layer.BackwardWeights : Layer.Weights;

    /// <summary>Bias, one a channel.</summary>
    public ArrayView<float> Bias => Layer.Bias;
}
