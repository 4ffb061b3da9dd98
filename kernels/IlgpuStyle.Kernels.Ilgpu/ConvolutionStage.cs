namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>What one thread carries from global to shared memory for one stage of the tiled
/// convolution.</summary>
internal readonly struct ConvolutionStage(float even, float odd, float rest, Float4 weights0, Float4 weights1)
{
    /// <summary>Its element of the even channel's halo tile.</summary>
    public readonly float Even = even;

    /// <summary>The same element of the odd channel's.</summary>
    public readonly float Odd = odd;

    /// <summary>One of the elements that are more than threads, of one of the two.</summary>
    public readonly float Rest = rest;

    /// <summary>Four weights.</summary>
    public readonly Float4 Weights0 = weights0;

    /// <summary>Four weights 256 quads behind, which one warp stores.</summary>
    public readonly Float4 Weights1 = weights1;
}
