namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// What a 3×3 convolution reads. The tensor as it is stored, or a gradient behind a pooling layer that is taken through that layer while it
/// is read. A kernel is compiled once for each: a structure without fields, so that the choice costs no instruction.
/// </summary>
internal interface IConvolutionInput
{
    /// <summary>An element of a halo tile as a thread carries it, before the first channel.</summary>
    /// <param name="row">Its row; −1 beyond the border.</param>
    /// <param name="column">Its column, likewise.</param>
    /// <param name="target">Where in shared memory it goes; −1 for a thread that has none.</param>
    /// <param name="e">The convolution.</param>
    HaloSlot Place(int row, int column, int target, ConvolutionExtents e);

    /// <summary>One element of a halo tile; any number for one that is not inside.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="mask">The forward's ReLU output.</param>
    /// <param name="pixel">The slot's pixel in its channel.</param>
    /// <param name="window">The slot's window in its channel.</param>
    /// <param name="slot">What is the same in all channels.</param>
    float Read(FeatureView input, FeatureView mask, int pixel, int window, HaloSlot slot);

    /// <summary>The 6×6 elements under one tile of Winograd's.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="mask">The forward's ReLU output.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="tileRow">The tile's row; its outputs begin at four times this.</param>
    /// <param name="tileColumn">The tile's column.</param>
    /// <param name="e">The convolution.</param>
    Patch ReadPatch(FeatureView input, FeatureView mask, int channel, int tileRow, int tileColumn, ConvolutionExtents e);
}
