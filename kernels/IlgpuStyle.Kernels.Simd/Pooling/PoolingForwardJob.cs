using System.Runtime.CompilerServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Pooling;

/// <summary>One item: one output row of one channel block (blocked) or of one channel (planar).</summary>
internal sealed unsafe class PoolingForwardJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private PoolingGeometry _geometry;
    private TensorLayout _inputLayout;
    private TensorLayout _outputLayout;
    private float* _input;
    private float* _output;

    /// <summary>output[c,oh,ow] = max, mean or 2-norm over the window.</summary>
    public void Run(WorkerTeam team, PoolingGeometry geometry, SimdTensor input, SimdTensor output)
    {
        _geometry = geometry;
        _inputLayout = input.Layout;
        _outputLayout = output.Layout;
        _input = input.Pointer;
        _output = output.Pointer;
        int planes = _inputLayout.IsPlanar ? _inputLayout.Shape.Channels : _inputLayout.ChannelBlocks;
        team.Run(this, planes * _outputLayout.Shape.Height);
    }

    /// <inheritdoc/>
    public override string Operation => "pooling";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int oh = item % _outputLayout.Shape.Height, plane = item / _outputLayout.Shape.Height;
        int stride = _inputLayout.PositionStride;
        float* source = _input + (long)plane * _inputLayout.Shape.Positions * stride;
        float* target = _output
            + ((long)plane * _outputLayout.Shape.Height + oh) * _outputLayout.Shape.Width * stride;
        for (int ow = 0; ow < _outputLayout.Shape.Width; ow++)
        {
            PoolingWindow window = new(_geometry, _inputLayout.Shape, oh, ow);
            if (stride == 1)
            {
                target[ow] = _geometry.Kind switch
                {
                    PoolingKind.Max => Largest(source, window),
                    PoolingKind.L2 => Norm(source, window),
                    _ => Mean(source, window),
                };
                continue;
            }

            for (int lane = 0; lane < TensorLayout.Block; lane += TLanes.Count)
            {
                TVector result = _geometry.Kind switch
                {
                    PoolingKind.Max => LargestVector(source + lane, window),
                    PoolingKind.L2 => NormVector(source + lane, window),
                    _ => MeanVector(source + lane, window),
                };
                TLanes.Store(result, target + (long)ow * TensorLayout.Block + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LargestVector(float* source, PoolingWindow window)
    {
        if (window.IsTwoByTwo)
            return LargestOfFour(
                source + window.FirstPosition * TensorLayout.Block, window.RowStride * TensorLayout.Block);
        TVector best = TLanes.Load(source + window.FirstPosition * TensorLayout.Block);
        for (int row = 0; row < window.Height; row++)
        {
            float* p = source + (window.FirstPosition + (long)row * window.RowStride) * TensorLayout.Block;
            for (int column = 0; column < window.Width; column++, p += TensorLayout.Block)
            {
                TVector x = TLanes.Load(p);
                best = TLanes.Select(TLanes.GreaterThan(x, best), x, best);
            }
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector MeanVector(float* source, PoolingWindow window)
    {
        TVector sum = TLanes.Zero;
        for (int row = 0; row < window.Height; row++)
        {
            float* p = source + (window.FirstPosition + (long)row * window.RowStride) * TensorLayout.Block;
            for (int column = 0; column < window.Width; column++, p += TensorLayout.Block)
                sum = TLanes.Add(sum, TLanes.Load(p));
        }

        return TLanes.Multiply(sum, TLanes.Broadcast(1f / window.Count));
    }

    /// <summary>√Σx² over the window; the backward needs it again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVector NormVector(float* source, PoolingWindow window)
    {
        TVector sum = TLanes.Zero;
        for (int row = 0; row < window.Height; row++)
        {
            float* p = source + (window.FirstPosition + (long)row * window.RowStride) * TensorLayout.Block;
            for (int column = 0; column < window.Width; column++, p += TensorLayout.Block)
            {
                TVector x = TLanes.Load(p);
                sum = TLanes.MultiplyAdd(x, x, sum);
            }
        }

        return TLanes.Sqrt(sum);
    }

    // VGG's window, without loops.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LargestOfFour(float* p, nint rowStride)
    {
        TVector best = TLanes.Load(p), x = TLanes.Load(p + TensorLayout.Block);
        best = TLanes.Select(TLanes.GreaterThan(x, best), x, best);
        x = TLanes.Load(p + rowStride);
        best = TLanes.Select(TLanes.GreaterThan(x, best), x, best);
        x = TLanes.Load(p + rowStride + TensorLayout.Block);
        return TLanes.Select(TLanes.GreaterThan(x, best), x, best);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Largest(float* source, PoolingWindow window)
    {
        float best = source[window.FirstPosition];
        for (int row = 0; row < window.Height; row++)
        {
            float* p = source + window.FirstPosition + (long)row * window.RowStride;
            for (int column = 0; column < window.Width; column++)
                best = p[column] > best ? p[column] : best;
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Mean(float* source, PoolingWindow window)
    {
        float sum = 0;
        for (int row = 0; row < window.Height; row++)
        {
            float* p = source + window.FirstPosition + (long)row * window.RowStride;
            for (int column = 0; column < window.Width; column++)
                sum += p[column];
        }

        return sum / window.Count;
    }

    /// <summary>√Σx² over the window of a planar tensor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Norm(float* source, PoolingWindow window)
    {
        float sum = 0;
        for (int row = 0; row < window.Height; row++)
        {
            float* p = source + window.FirstPosition + (long)row * window.RowStride;
            for (int column = 0; column < window.Width; column++)
                sum += p[column] * p[column];
        }

        return MathF.Sqrt(sum);
    }
}
