using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Chosen positions of maps and maps with positions for channels; dense (C, M), M positions fastest. No barriers.</summary>
internal static class PositionKernels
{
    /// <summary>output[c,n] = input[c,positions[n]]; = . One thread an element of the output.</summary>
    public static void Gather(
        ArrayView<float> input, ArrayView<float> positions, ArrayView<float> output, int channels, int inputPositions, int count)
    {
        for (int i = GridStride.First; i < channels * count; i += GridStride.Step)
        {
            int position = Math.Max(0, Math.Min((int)positions[i % count], inputPositions - 1));
            output[i] = input[i / count * inputPositions + position];
        }
    }

    /// <summary>
    /// destination[c,p] += Σ_{n: positions[n] = p} input[c,n], n ascending; += . One thread a position of the destination, which looks for
    /// itself among the chosen: they are few, nothing is added by two threads, and the order is always the same.
    /// </summary>
    public static void Scatter(
        ArrayView<float> input, ArrayView<float> positions, ArrayView<float> destination, int channels, int destinationPositions, int count)
    {
        for (int p = GridStride.First; p < destinationPositions; p += GridStride.Step)
        {
            for (int n = 0; n < count; n++)
            {
                if (Math.Max(0, Math.Min((int)positions[n], destinationPositions - 1)) != p)
                    continue;
                for (int c = 0; c < channels; c++)
                    destination[c * destinationPositions + p] += input[c * count + n];
            }
        }
    }

    /// <summary>output[p,c] = input[c,p]; = . One thread an element, neighbours beside each other in the output.</summary>
    public static void Transpose(ArrayView<float> input, ArrayView<float> output, int channels, int positions)
    {
        for (int i = GridStride.First; i < channels * positions; i += GridStride.Step)
            output[i] = input[i % channels * positions + i / channels];
    }
}
