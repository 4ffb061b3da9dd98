using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// What a thread carries of a stage of <see cref="ConvolutionTensorKernels"/>: its own position of the halo tile in all four pairs of
/// channels, and of the positions that are left, up to two, each in one pair.
/// </summary>
internal readonly struct TensorSlots
{
    /// <summary>The thread's position; its target counts from the beginning of a plane.</summary>
    public readonly HaloSlot Own;

    /// <summary>One of the rest; its target counts from the beginning of the stage.</summary>
    public readonly HaloSlot Third;

    /// <summary>Another, or one that is there already with the target −1.</summary>
    public readonly HaloSlot Fourth;

    /// <summary>The first channel of <see cref="Third"/> in a stage.</summary>
    public readonly int ThirdChannel;

    /// <summary>The first channel of <see cref="Fourth"/> in a stage.</summary>
    public readonly int FourthChannel;

    private TensorSlots(HaloSlot own, HaloSlot third, HaloSlot fourth, int thirdChannel, int fourthChannel) =>
        (Own, Third, Fourth, ThirdChannel, FourthChannel) = (own, third, fourth, thirdChannel, fourthChannel);

    /// <summary>For a thread of a group.</summary>
    public static TensorSlots Of<TInput>(TileSpot spot, ConvolutionExtents e, ConvolutionTile t)
        where TInput : struct, IConvolutionInput
    {
        int rest = t.HaloElements - LaunchPolicy.TileThreads;
        int third = Group.IdxX, fourth = Group.IdxX + LaunchPolicy.TileThreads;
        int pair = third / rest, otherPair = IntrinsicMath.Min(fourth / rest, ConvolutionTensorKernels.Pairs - 1);
        int position = LaunchPolicy.TileThreads + third % rest, otherPosition = LaunchPolicy.TileThreads + fourth % rest;
        bool hasFourth = fourth < ConvolutionTensorKernels.Pairs * rest;
        return new TensorSlots(
            At<TInput>(Group.IdxX, Group.IdxX, spot, e, t),
            At<TInput>(position, pair * ConvolutionTensorKernels.PlanePairs + position, spot, e, t),
            At<TInput>(otherPosition, hasFourth ? otherPair * ConvolutionTensorKernels.PlanePairs + otherPosition : -1, spot, e, t),
            2 * pair, 2 * otherPair);
    }

    private static HaloSlot At<TInput>(int position, int target, TileSpot spot, ConvolutionExtents e, ConvolutionTile t)
        where TInput : struct, IConvolutionInput
    {
        int width = (1 << t.Shift) + 2;
        int ih = ConvolutionKernels.Source(spot.Top + position / width - e.Padding, e.IH, e.Mode);
        int iw = ConvolutionKernels.Source(spot.Left + position % width - e.Padding, e.IW, e.Mode);
        return default(TInput).Place(ih, iw, target, e);
    }
}
