using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// gram[i,j] = gram[j,i] = scale · Σ_slice partial[slice,i,j] for j ≥ i, slices in order. One item is one row i.
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
    public void Run(WorkerTeam team, double* partial, int slices, TensorLayout features, double scale, SimdTensor gram)
    {
        this.partial = partial;
        this.slices = slices;
        channels = features.Shape.Channels;
        padded = features.ChannelBlocks * TensorLayout.Block;
        this.scale = scale;
        this.gram = gram.Pointer;
        team.Run(this, channels);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        for (int j = item; j < channels; j++)
        {
            double total = 0;
            for (int slice = 0; slice < slices; slice++)
                total += partial[((long)slice * padded + item) * padded + j];
            gram[(long)item * channels + j] = gram[(long)j * channels + item] = (float)(scale * total);
        }
    }
}
