using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Gram;

/// <summary>
/// gram[i,j] = gram[j,i] = scale · Σ_slice partial[slice,i,j] for j ≥ i, slices in order.
/// One item is one row of 16×16 blocks, whose mirror images are whole cache lines.
/// </summary>
internal sealed unsafe class GramSumJob : Job
{
    private double* _partial;
    private int _slices;
    private int _channels;
    private int _padded;
    private double _scale;
    private float* _gram;

    /// <summary>Adds up what <see cref="GramProductJob{TLanes,TVector}"/> left.</summary>
    public void Run(
        WorkerTeam team, double* partial, int slices, TensorLayout features, double scale, SimdTensor gram)
    {
        _partial = partial;
        _slices = slices;
        _channels = features.Shape.Channels;
        _padded = features.ChannelBlocks * TensorLayout.Block;
        _scale = scale;
        _gram = gram.Pointer;
        team.Run(this, features.ChannelBlocks);
    }

    /// <inheritdoc/>
    public override string Operation => "Gram forward";

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int first = item * TensorLayout.Block, last = Math.Min(_channels, first + TensorLayout.Block);
        for (int column = first; column < _channels; column += TensorLayout.Block)
        {
            int end = Math.Min(_channels, column + TensorLayout.Block);
            for (int i = first; i < last; i++)
            {
                for (int j = Math.Max(i, column); j < end; j++)
                    _gram[(long)i * _channels + j] = _gram[(long)j * _channels + i] = (float)(_scale * Sum(i, j));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Sum(int i, int j)
    {
        double total = 0;
        for (int slice = 0; slice < _slices; slice++)
            total += _partial[((long)slice * _padded + i) * _padded + j];
        return total;
    }
}
