using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Matching;

/// <summary>output[c,p] = input[c,p]/‖input[·,p]‖ of blocked tensors, squares added in float64. One item is 128 positions.</summary>
internal sealed unsafe class NormalizePositionsJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;
    private const int ItemPositions = 128;

    private TensorLayout _layout;
    private float* _input;
    private float* _output;

    /// <summary>Overwrites <paramref name="output"/>, which may be the input.</summary>
    public void Run(WorkerTeam team, SimdTensor input, SimdTensor output)
    {
        _layout = input.Layout;
        _input = input.Pointer;
        _output = output.Pointer;
        team.Run(this, (_layout.Shape.Positions + ItemPositions - 1) / ItemPositions);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int start = item * ItemPositions, count = Math.Min(ItemPositions, _layout.Shape.Positions - start);
        double* squares = stackalloc double[ItemPositions];
        new Span<double>(squares, count).Clear();
        for (int channel = 0; channel < _layout.Shape.Channels; channel += Block)
        {
            float* source = _input + _layout.ChannelOffset(channel) + (long)start * Block;
            for (int p = 0; p < count; p++, source += Block)
                squares[p] += TLanes.Dot(source, source, Block);
        }

        for (int channel = 0; channel < _layout.Shape.Channels; channel += Block)
        {
            long offset = _layout.ChannelOffset(channel) + (long)start * Block;
            for (int p = 0; p < count; p++, offset += Block)
            {
                TVector factor = TLanes.Broadcast(squares[p] > 0 ? (float)(1 / Math.Sqrt(squares[p])) : 1);
                for (int lane = 0; lane < Block; lane += TLanes.Count)
                    TLanes.Store(TLanes.Multiply(factor, TLanes.Load(_input + offset + lane)), _output + offset + lane);
            }
        }
    }
}
