using IlgpuStyle.Backends;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Packs a 3×3 layer's weights for the tensor cores, rounded to TF32 once, for each direction:
/// packed[block of 64][stage][kh][kw][m][lane][4], where the four numbers of lane 4·g + t are of the channels (oc, ic), (oc + 8, ic),
/// (oc, ic + 1), (oc + 8, ic + 1) with oc = 64·block + 16·m + g and ic = 8·stage + 2t; channels are filled up with zeros. A thread's two
/// terms of a product are neighbouring channels, so that one load of the input brings both.
/// </summary>
internal static class TensorPacking
{
    /// <summary>Input channels of one stage: the terms of one product.</summary>
    public const int StageChannels = 8;

    /// <summary>Quads of one tap of a stage: 4 times 16 output channels, one quad a lane.</summary>
    public const int TapQuads = 4 * 32;

    private const int Block = ConvolutionPacking.TileChannels;

    /// <summary>Stages of a sum over so many channels.</summary>
    public static int Stages(int inputChannels) => (inputChannels + StageChannels - 1) / StageChannels;

    /// <summary>Floats of one direction's packed weights.</summary>
    public static int PackedLength(int inputChannels, int outputChannels) =>
        checked((outputChannels + Block - 1) / Block * Stages(inputChannels) * 9 * TapQuads * 4);

    /// <summary>Forward: w'[oc,ic,kh,kw] = weights[oc,ic,kh,kw].</summary>
    public static float[] Forward(ConvolutionGeometry g, ReadOnlySpan<float> weights)
    {
        float[] packed = new float[PackedLength(g.InputChannels, g.OutputChannels)];
        for (int i = 0; i < weights.Length; i++)
            packed[Index(i / 9 / g.InputChannels, i / 9 % g.InputChannels, i % 9, g.InputChannels)] = Rounded(weights[i]);
        return packed;
    }

    /// <summary>Backward: w'[ic,oc,kh,kw] = weights[oc,ic,2−kh,2−kw].</summary>
    public static float[] Backward(ConvolutionGeometry g, ReadOnlySpan<float> weights)
    {
        float[] packed = new float[PackedLength(g.OutputChannels, g.InputChannels)];
        for (int i = 0; i < weights.Length; i++)
            packed[Index(i / 9 % g.InputChannels, i / 9 / g.InputChannels, 8 - i % 9, g.OutputChannels)] = Rounded(weights[i]);
        return packed;
    }

    private static float Rounded(float value) => BitConverter.UInt32BitsToSingle(TensorCore.Round(value));

    private static int Index(int outer, int inner, int tap, int innerChannels)
    {
        int row = outer % 16, term = inner % StageChannels;
        int lane = row % 8 * 4 + term / 2, word = row / 8 + term % 2 * 2;
        int stage = outer / Block * Stages(innerChannels) + inner / StageChannels;
        return ((stage * 9 + tap) * TapQuads + outer % Block / 16 * 32 + lane) * 4 + word;
    }
}
