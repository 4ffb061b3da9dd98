using IlgpuStyle.Backends;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Packs frozen weights once per layer into the order in which the kernels read them, for each direction:
/// packed[block][ic][kw][kh][oc − block·B], with B output channels in a block, output and input channels
/// filled up with zeros (IC to an even number, the depth of a stage of the tiled kernel).
/// </summary>
internal static class ConvolutionPacking
{
    /// <summary>Output channels of a tile of the tiled kernel.</summary>
    public const int TileChannels = 64;

    /// <summary>Input channels of one stage of the tiled kernel.</summary>
    public const int StageChannels = 2;

    // Read behind the last stage, and not used: a thread of the tiled kernel reads two quads, more than a stage has.
    private const int ReadAhead = (2 * LaunchPolicy.TileThreads - ConvolutionTiledKernels.StageQuads) * 4;

    // Below this many output channels a tile of 64 would be mostly empty.
    private const int FewChannels = 40;

    /// <summary>B for a layer: 64, or the channels rounded up to 4 where there are few.</summary>
    public static int BlockOf(int outputChannels) =>
        outputChannels >= FewChannels ? TileChannels : (outputChannels + 3) / 4 * 4;

    /// <summary>Floats of the packed weights.</summary>
    public static int PackedLength(int inputChannels, int outputChannels, int kernelSize)
    {
        int block = BlockOf(outputChannels);
        int blocks = (outputChannels + block - 1) / block;
        return checked(blocks * block * EvenChannels(inputChannels) * kernelSize * kernelSize + ReadAhead);
    }

    /// <summary>IC rounded up to whole stages.</summary>
    public static int EvenChannels(int inputChannels) =>
        (inputChannels + StageChannels - 1) / StageChannels * StageChannels;

    /// <summary>Forward: w'[oc,ic,kh,kw] = weights[oc,ic,kh,kw].</summary>
    public static float[] Forward(ConvolutionGeometry g, ReadOnlySpan<float> weights)
    {
        int k = g.KernelSize;
        float[] packed = new float[PackedLength(g.InputChannels, g.OutputChannels, k)];
        int read = 0;
        for (int oc = 0; oc < g.OutputChannels; oc++)
        {
            for (int ic = 0; ic < g.InputChannels; ic++)
            {
                for (int tap = 0; tap < k * k; tap++)
                {
                    int at = Index(oc, ic, tap / k, tap % k, g.InputChannels, g.OutputChannels, k);
                    packed[at] = weights[read++];
                }
            }
        }

        return packed;
    }

    /// <summary>Backward: w'[ic,oc,kh,kw] = weights[oc,ic,K−1−kh,K−1−kw].</summary>
    public static float[] Backward(ConvolutionGeometry g, ReadOnlySpan<float> weights)
    {
        int k = g.KernelSize;
        float[] packed = new float[PackedLength(g.OutputChannels, g.InputChannels, k)];
        int read = 0;
        for (int oc = 0; oc < g.OutputChannels; oc++)
        {
            for (int ic = 0; ic < g.InputChannels; ic++)
            {
                for (int tap = 0; tap < k * k; tap++)
                {
                    int kh = k - 1 - tap / k, kw = k - 1 - tap % k;
                    packed[Index(ic, oc, kh, kw, g.OutputChannels, g.InputChannels, k)] = weights[read++];
                }
            }
        }

        return packed;
    }

    private static int Index(int outer, int inner, int kh, int kw, int innerChannels, int outerChannels,
        int k)
    {
        int block = BlockOf(outerChannels);
        return (((outer / block * EvenChannels(innerChannels) + inner) * k + kw) * k + kh) * block
            + outer % block;
    }
}
