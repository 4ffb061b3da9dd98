using System.Numerics;
using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// output[c,p] = scale[c] · input[source[c],p] + offset[c] between any two layouts; one item per channel. It
/// serves preprocessing, and with identity maps on dense views Upload and Download.
/// </summary>
internal sealed unsafe class LayoutJob : Job
{
    private float* _input;
    private float* _output;
    private long* _inputOffsets;
    private long* _outputOffsets;
    private int _inputStride;
    private int _outputStride;
    private float* _scales;
    private float* _offsets;
    private int _positions;
    private bool _copies;

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
        _copies = true;
        ReserveTables(context, count);
        for (int channel = 0; channel < count; channel++)
        {
            _inputOffsets[channel] = source.ChannelOffset(inputChannel + channel);
            _outputOffsets[channel] = destination.ChannelOffset(outputChannel + channel);
        }

        Run(context, source, destination, count);
    }

    /// <summary>output[c,p] = scale[c] · input[sourceChannel[c],p] + offset[c].</summary>
    public void Affine(
        SimdContext context, DenseOrTensor source, DenseOrTensor destination,
        ReadOnlySpan<int> sourceChannel, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset)
    {
        _copies = false;
        ReserveTables(context, destination.Channels);
        for (int channel = 0; channel < destination.Channels; channel++)
        {
            _inputOffsets[channel] = source.ChannelOffset(sourceChannel[channel]);
            _outputOffsets[channel] = destination.ChannelOffset(channel);
            _scales[channel] = scale[channel];
            _offsets[channel] = offset[channel];
        }

        Run(context, source, destination, destination.Channels);
    }

    /// <inheritdoc/>
    public override string Operation => "preprocessing";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        float* source = _input + _inputOffsets[item], target = _output + _outputOffsets[item];
        bool isDense = _inputStride == 1 && _outputStride == 1;
        if (isDense && _copies)
            new ReadOnlySpan<float>(source, _positions).CopyTo(new Span<float>(target, _positions));
        else if (isDense)
            AffineDense(source, target, _positions, _scales[item], _offsets[item]);
        else if (_copies)
            CopyStrided(source, _inputStride, target, _outputStride, _positions);
        else
            AffineStrided(source, _inputStride, target, _outputStride, _positions, _scales[item], _offsets[item]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AffineDense(float* source, float* target, int count, float scale, float offset)
    {
        int position = 0;
        for (; position <= count - Vector<float>.Count; position += Vector<float>.Count)
            Vector.Store(scale * Vector.Load(source + position) + new Vector<float>(offset), target + position);
        for (; position < count; position++)
            target[position] = scale * source[position] + offset;
    }

    // Strides are arguments: a field would be read again after every value written.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyStrided(float* source, int sourceStride, float* target, int targetStride, int count)
    {
        for (int position = 0; position < count; position++, source += sourceStride, target += targetStride)
            *target = *source;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        _inputOffsets = (long*)tables;
        _outputOffsets = _inputOffsets + channels;
        _scales = (float*)(_outputOffsets + channels);
        _offsets = _scales + channels;
    }

    private void Run(SimdContext context, DenseOrTensor source, DenseOrTensor destination, int channels)
    {
        _input = source.Pointer;
        _output = destination.Pointer;
        _inputStride = source.PositionStride;
        _outputStride = destination.PositionStride;
        _positions = destination.Positions;
        context.Team.Run(this, channels);
    }
}
