using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Matching;

/// <summary>
/// output[p,c] = input[c,p]: positions become channels. One item is 16 positions, a channel block of the output: transposed in registers
/// where both tensors are blocked and whole blocks are there, element by element elsewhere.
/// </summary>
internal sealed unsafe class TransposeJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;

    private TensorLayout _from;
    private TensorLayout _to;
    private float* _input;
    private float* _output;

    /// <summary>Overwrites the output's elements; missing channels are left as they are.</summary>
    public void Run(WorkerTeam team, SimdTensor input, SimdTensor output)
    {
        _from = input.Layout;
        _to = output.Layout;
        _input = input.Pointer;
        _output = output.Pointer;
        team.Run(this, (_from.Shape.Positions + Block - 1) / Block);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int first = item * Block, count = Math.Min(Block, _from.Shape.Positions - first);
        int whole = _from.IsPlanar || count < Block ? 0 : _from.Shape.Channels / Block * Block;
        for (int channel = 0; channel < whole; channel += Block)
        {
            float* source = _input + _from.ChannelOffset(channel) + (long)first * Block;
            float* target = _output + _to.ChannelOffset(first) + (long)channel * Block;
            for (int p = 0; p < Block; p += TLanes.Count)
            for (int c = 0; c < Block; c += TLanes.Count)
                TLanes.Transpose(source + p * Block + c, Block, target + c * Block + p, Block);
        }

        for (int channel = whole; channel < _from.Shape.Channels; channel++)
        {
            float* source = _input + _from.ChannelOffset(channel);
            for (int p = first; p < first + count; p++)
                _output[_to.ChannelOffset(p) + (long)channel * _to.PositionStride] = source[(long)p * _from.PositionStride];
        }
    }
}
