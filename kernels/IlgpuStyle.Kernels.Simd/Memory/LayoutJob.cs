using System.Numerics;
using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>
/// output[c,p] = scale[c] · input[source[c],p] + offset[c] between any two layouts; one item per channel. It
/// serves preprocessing, and with identity maps on dense views Upload and Download.
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
    public void Copy(SimdContext context, DenseOrTensor source, DenseOrTensor destination) =>
        CopyChannels(context, source, 0, destination, 0, destination.Channels);

    /// <summary>
    /// output[outputChannel + c, p] = input[inputChannel + c, p] for c in [0, count), bit for bit.
    /// </summary>
    public void CopyChannels(
        SimdContext context, DenseOrTensor source, int inputChannel, DenseOrTensor destination,
        int outputChannel, int count)
    {
        copies = true;
        ReserveTables(context, count);
        for (int channel = 0; channel < count; channel++)
        {
            inputOffsets[channel] = source.ChannelOffset(inputChannel + channel);
            outputOffsets[channel] = destination.ChannelOffset(outputChannel + channel);
        }

        Run(context, source, destination, count);
    }

    /// <summary>output[c,p] = scale[c] · input[sourceChannel[c],p] + offset[c].</summary>
    public void Affine(
        SimdContext context, DenseOrTensor source, DenseOrTensor destination,
        ReadOnlySpan<int> sourceChannel, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset)
    {
        copies = false;
        ReserveTables(context, destination.Channels);
        for (int channel = 0; channel < destination.Channels; channel++)
        {
            inputOffsets[channel] = source.ChannelOffset(sourceChannel[channel]);
            outputOffsets[channel] = destination.ChannelOffset(channel);
            scales[channel] = scale[channel];
            offsets[channel] = offset[channel];
        }

        Run(context, source, destination, destination.Channels);
    }

    /// <inheritdoc/>
    public override string Operation => "preprocessing";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        float* source = input + inputOffsets[item], target = output + outputOffsets[item];
        bool isDense = inputStride == 1 && outputStride == 1;
        if (isDense && copies)
            new ReadOnlySpan<float>(source, positions).CopyTo(new Span<float>(target, positions));
        else if (isDense)
            AffineDense(source, target, positions, scales[item], offsets[item]);
        else if (copies)
            CopyStrided(source, inputStride, target, outputStride, positions);
        else
            AffineStrided(source, inputStride, target, outputStride, positions, scales[item], offsets[item]);
    }

    private static void AffineDense(float* source, float* target, int count, float scale, float offset)
    {
        int position = 0;
        for (; position <= count - Vector<float>.Count; position += Vector<float>.Count)
            Vector.Store(scale * Vector.Load(source + position) + new Vector<float>(offset), target + position);
        for (; position < count; position++)
            target[position] = scale * source[position] + offset;
    }

    // Strides are arguments: a field would be read again after every value written.
    private static void CopyStrided(float* source, int sourceStride, float* target, int targetStride, int count)
    {
        for (int position = 0; position < count; position++, source += sourceStride, target += targetStride)
            *target = *source;
    }

    private static void AffineStrided(
        float* source, int sourceStride, float* target, int targetStride, int count, float scale, float offset)
    {
        for (int position = 0; position < count; position++, source += sourceStride, target += targetStride)
            *target = scale * *source + offset;
    }

    private void ReserveTables(SimdContext context, int channels)
    {
        byte* tables = (byte*)context.Shared.Reserve(
            SimdContext.Tables, channels * (2L * sizeof(long) + 2L * sizeof(float)));
        inputOffsets = (long*)tables;
        outputOffsets = inputOffsets + channels;
        scales = (float*)(outputOffsets + channels);
        offsets = scales + channels;
    }

    private void Run(SimdContext context, DenseOrTensor source, DenseOrTensor destination, int channels)
    {
        input = source.Pointer;
        output = destination.Pointer;
        inputStride = source.PositionStride;
        outputStride = destination.PositionStride;
        positions = destination.Positions;
        context.Team.Run(this, channels);
    }
}
