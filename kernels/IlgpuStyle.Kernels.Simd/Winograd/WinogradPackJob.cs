using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// Packs weights (OC, IC, 3, 3) for one direction, once per layer. One item is one group of destination channels. The backward pass
/// correlates with the kernel reversed in both directions and input and output channels exchanged.
/// </summary>
internal sealed unsafe class WinogradPackJob<TLanes, TVector>(SimdContext context) : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Taps = WinogradWeights.Taps;
    private const int Block = TensorLayout.Block;

    private WinogradWeights? _target;
    private float* _weights;
    private float* _panels;
    private long _panel;
    private int _inputChannels;
    private int _outputChannels;
    private bool _forward;

    /// <summary>Fills <paramref name="target"/> from (OC, IC, 3, 3) weights.</summary>
    public void Run(float* weights, int inputChannels, int outputChannels, bool forward, WinogradWeights target)
    {
        _weights = weights;
        _inputChannels = inputChannels;
        _outputChannels = outputChannels;
        _forward = forward;
        _target = target;
        // A panel of taps for each thread, for as long as this takes.
        _panel = target.IsTransformed ? (long)WinogradWeights.ChunkDepth * Taps * target.GroupColumns : 0;
        using NativeBlock? scratch = _panel == 0 ? null : new(context.Account, context.Team.Size * _panel * sizeof(float));
        _panels = scratch is null ? null : (float*)scratch.Pointer;
        context.Team.Run(this, target.Groups);
        _panels = null;
        _target = null;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        WinogradWeights packed = _target!;
        if (!packed.IsTransformed)
        {
            PackTaps(packed, item, 0, packed.Depth, packed.TapsOf(item, 0));
            return;
        }

        float* taps = _panels + worker * _panel;
        for (int chunk = 0; chunk < packed.Chunks; chunk++)
        {
            int depth = packed.DepthOf(chunk);
            new Span<float>(taps, depth * Taps * packed.GroupColumns).Clear();
            PackTaps(packed, item, chunk * WinogradWeights.ChunkDepth, depth, taps);
            WinogradFilter<TLanes, TVector>.Transform(
                taps, depth, packed.GroupColumns, packed.StoredChunk(item, chunk), packed.PointLength(depth));
        }
    }

    // A block of source channels at a time: what is written then stays in the level-1 cache.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackTaps(WinogradWeights packed, int group, int firstSource, int depth, float* taps)
    {
        int groupColumns = packed.GroupColumns;
        int sources = _forward ? _inputChannels : _outputChannels, destinations = _forward ? _outputChannels : _inputChannels;
        int columns = Math.Min(groupColumns, destinations - group * groupColumns);
        long sourceStep = (_forward ? 1L : _inputChannels) * Taps;
        for (int start = 0; start < depth; start += Block, taps += Block * Taps * groupColumns)
        {
            int count = Math.Min(Block, sources - firstSource - start);
            for (int column = 0; column < columns; column++)
            {
                long destination = (long)group * groupColumns + column, source = firstSource + start;
                float* kernel = _weights
                    + (_forward ? destination * _inputChannels + source : source * _inputChannels + destination) * Taps;
                float* to = taps + column;
                for (int channel = 0; channel < count; channel++, kernel += sourceStep)
                {
                    for (int tap = 0; tap < Taps; tap++, to += groupColumns)
                        *to = kernel[_forward ? tap : Taps - 1 - tap];
                }
            }
        }
    }
}
