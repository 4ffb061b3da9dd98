using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Where in shared memory one thread puts its share of a stage of the tiled convolution; carried as <see cref="ConvolutionSource"/> is.
/// </summary>
internal readonly struct ConvolutionTarget(int element, int rest, int quad)
{
    private const int ElementFlip = ConvolutionTiledKernels.PlaneFlip * 4;

    /// <summary>For the first copy.</summary>
    /// <param name="slot">The element.</param>
    /// <param name="rest">That of those that are more than threads.</param>
    public ConvolutionTarget(HaloSlot slot, HaloSlot rest)
        : this(slot.IsInside != 0 ? slot.Target : -1, rest.IsInside != 0 ? rest.Target : -1, Group.IdxX)
    {
    }

    /// <summary>In the other copy.</summary>
    public ConvolutionTarget Flipped => new(element ^ ElementFlip, rest ^ ElementFlip, quad ^ ConvolutionTiledKernels.TapFlip);

    /// <summary>Elements beyond the border are zero in every stage: both copies get them once, and <see cref="Store"/> leaves them
    /// alone.</summary>
    public static void Clear(HaloSlot slot, HaloSlot rest, ArrayView<float> plane)
    {
        if (slot.Target >= 0 && slot.IsInside == 0)
        {
            StorePair(0f, 0f, plane, slot.Target);
            StorePair(0f, 0f, plane, slot.Target ^ ElementFlip);
        }

        if (rest.Target >= 0 && rest.IsInside == 0)
        {
            plane[rest.Target] = 0f;
            plane[rest.Target ^ ElementFlip] = 0f;
        }
    }

    /// <summary>From registers into shared memory.</summary>
    public void Store(ConvolutionStage stage, ArrayView<float> plane, ArrayView<Float4> taps)
    {
        if (element >= 0)
            StorePair(stage.Even, stage.Odd, plane, element);
        if (rest >= 0)
            plane[rest] = stage.Rest;
        ArrayView<Float4> target = taps.SubView(quad);
        target[0] = stage.Weights0;
        if (Group.IdxX < ConvolutionTiledKernels.StageQuads - LaunchPolicy.TileThreads)
            target[LaunchPolicy.TileThreads] = stage.Weights1;
    }

    private static void StorePair(float even, float odd, ArrayView<float> plane, int at)
    {
        ArrayView<float> target = plane.SubView(at, ConvolutionTiledKernels.PlaneQuads * 4 + 1);
        target[0] = even;
        target[ConvolutionTiledKernels.PlaneQuads * 4] = odd;
    }
}
