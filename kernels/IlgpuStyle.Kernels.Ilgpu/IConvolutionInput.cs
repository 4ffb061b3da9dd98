namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// What a 3×3 convolution reads. The tensor as it is stored, or a gradient behind a pooling layer that is taken through that layer while it
/// is read. A kernel is compiled once for each: a structure without fields, so that the choice costs no instruction.
/// </summary>
internal interface IConvolutionInput
{
    /// <summary>One element of a halo tile.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="mask">The forward's ReLU output.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="slot">The position; 0 beyond the border.</param>
    /// <param name="e">The convolution.</param>
    float Read(FeatureView input, FeatureView mask, int channel, HaloSlot slot, ConvolutionExtents e);

    /// <summary>The 6×6 elements under one tile of Winograd's.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="mask">The forward's ReLU output.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="tileRow">The tile's row; its outputs begin at four times this.</param>
    /// <param name="tileColumn">The tile's column.</param>
    /// <param name="e">The convolution.</param>
    Patch ReadPatch(FeatureView input, FeatureView mask, int channel, int tileRow, int tileColumn, ConvolutionExtents e);
}
