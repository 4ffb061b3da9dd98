using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// gram[i,j] = gram[j,i] = scale · Σ_slice partial[slice,i,j] for j ≥ i, slices in order.
/// One item is one row of 16×16 blocks, whose mirror images are whole cache lines.
/// </summary>
internal sealed unsafe class GramSumJob : Job
{
    private double* partial;
    private int slices;
    private int channels;
    private int padded;
    private double scale;
    private float* gram;

    /// <summary>Adds up what <see cref="GramProductJob{TLanes,TVector}"/> left.</summary>
    public void Run(
        WorkerTeam team, double* partial, int slices, TensorLayout features, double scale, SimdTensor gram)
    {
        this.partial = partial;
        this.slices = slices;
        channels = features.Shape.Channels;
        padded = features.ChannelBlocks * TensorLayout.Block;
        this.scale = scale;
        this.gram = gram.Pointer;
        team.Run(this, features.ChannelBlocks);
    }

    /// <inheritdoc/>
    public override string Operation => "Gram forward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int first = item * TensorLayout.Block, last = Math.Min(channels, first + TensorLayout.Block);
        for (int column = first; column < channels; column += TensorLayout.Block)
        {
            int end = Math.Min(channels, column + TensorLayout.Block);
            for (int i = first; i < last; i++)
            {
                for (int j = Math.Max(i, column); j < end; j++)
                    gram[(long)i * channels + j] = gram[(long)j * channels + i] = (float)(scale * Sum(i, j));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Sum(int i, int j)
    {
        double total = 0;
        for (int slice = 0; slice < slices; slice++)
            total += partial[((long)slice * padded + i) * padded + j];
        return total;
    }
}
