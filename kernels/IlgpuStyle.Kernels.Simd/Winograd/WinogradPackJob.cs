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

    private WinogradWeights? target;
    private float* weights;
    private int inputChannels;
    private int outputChannels;
    private bool forward;

    /// <summary>Fills <paramref name="target"/> from (OC, IC, 3, 3) weights.</summary>
    public void Run(float* weights, int inputChannels, int outputChannels, bool forward, WinogradWeights target)
    {
        this.weights = weights;
        this.inputChannels = inputChannels;
        this.outputChannels = outputChannels;
        this.forward = forward;
        this.target = target;
        if (target.IsTransformed)
            context.ReserveLocal((long)WinogradWeights.ChunkDepth * Taps * target.GroupColumns * sizeof(float));
        context.Team.Run(this, target.Groups);
        this.target = null;
    }

    /// <inheritdoc/>
    public override void Execute(int item, int worker)
    {
        WinogradWeights packed = target!;
        if (!packed.IsTransformed)
        {
            PackTaps(packed, item, 0, packed.Depth, packed.TapsOf(item, 0));
            return;
        }

        float* taps = context.LocalOf(worker);
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
        int sources = forward ? inputChannels : outputChannels, destinations = forward ? outputChannels : inputChannels;
        int columns = Math.Min(groupColumns, destinations - group * groupColumns);
        long sourceStep = (forward ? 1L : inputChannels) * Taps;
        for (int start = 0; start < depth; start += Block, taps += Block * Taps * groupColumns)
        {
            int count = Math.Min(Block, sources - firstSource - start);
            for (int column = 0; column < columns; column++)
            {
                long destination = (long)group * groupColumns + column, source = firstSource + start;
                float* kernel = weights
                    + (forward ? destination * inputChannels + source : source * inputChannels + destination) * Taps;
                float* to = taps + column;
                for (int channel = 0; channel < count; channel++, kernel += sourceStep)
                {
                    for (int tap = 0; tap < Taps; tap++, to += groupColumns)
                        *to = kernel[forward ? tap : Taps - 1 - tap];
                }
            }
        }
    }
}
