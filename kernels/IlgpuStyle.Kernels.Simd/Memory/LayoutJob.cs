using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>
/// output[c,p] = scale[c] · input[source[c],p] + offset[c] between any two layouts; one item per channel. It serves preprocessing, and with
/// identity maps on dense views Upload and Download.
/// </summary>
internal sealed unsafe class LayoutJob : Job
{
    private float* input;
    private float* output;
    private long* inputOffsets;
    private long* outputOffsets;
    private int inputStride;
    private int outputStride;
    private float* scales;
    private float* offsets;
    private int positions;
    private bool copies;

    /// <summary>output[c,p] = input[c,p], bit for bit.</summary>
    public void Copy(SimdContext context, DenseOrTensor source, DenseOrTensor destination)
    {
        copies = true;
        Run(context, source, destination, default, default, default);
    }

    /// <summary>output[c,p] = scale[c] · input[sourceChannel[c],p] + offset[c].</summary>
    public void Affine(
        SimdContext context, DenseOrTensor source, DenseOrTensor destination,
        ReadOnlySpan<int> sourceChannel, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset)
    {
        copies = false;
        Run(context, source, destination, sourceChannel, scale, offset);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        float* source = input + inputOffsets[item], target = output + outputOffsets[item];
        float scale = scales[item], offset = offsets[item];
        if (copies)
        {
            for (int position = 0; position < positions; position++)
                target[(long)position * outputStride] = source[(long)position * inputStride];
            return;
        }

        for (int position = 0; position < positions; position++)
            target[(long)position * outputStride] = scale * source[(long)position * inputStride] + offset;
    }

    private void Run(
        SimdContext context, DenseOrTensor source, DenseOrTensor destination,
        ReadOnlySpan<int> sourceChannel, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset)
    {
        int channels = destination.Channels;
        byte* tables = (byte*)context.Shared.Reserve(
            SimdContext.Tables, channels * (2L * sizeof(long) + 2L * sizeof(float)));
        inputOffsets = (long*)tables;
        outputOffsets = inputOffsets + channels;
        scales = (float*)(outputOffsets + channels);
        offsets = scales + channels;
        for (int channel = 0; channel < channels; channel++)
        {
            inputOffsets[channel] = source.ChannelOffset(copies ? channel : sourceChannel[channel]);
            outputOffsets[channel] = destination.ChannelOffset(channel);
            scales[channel] = copies ? 1 : scale[channel];
            offsets[channel] = copies ? 0 : offset[channel];
        }

        input = source.Pointer;
        output = destination.Pointer;
        inputStride = source.PositionStride;
        outputStride = destination.PositionStride;
        positions = destination.Positions;
        context.Team.Run(this, channels);
    }
}
