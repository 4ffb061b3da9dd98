using System.Numerics;
using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Gram;

/// <summary>
/// gram[i,j] = gram[j,i] = scale · Σ_slice partial[slice,i,j] for j ≥ i, slices in order.
/// One item is 16 rows, whose mirror images are whole cache lines.
/// </summary>
internal sealed unsafe class GramSumJob : Job
{
    private const int Block = TensorLayout.Block;

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
        int first = item * Block, last = Math.Min(_channels, first + Block);
        for (int i = first; i < last; i++)
            SumRow(i, first);
        for (int column = first; column < _channels; column += Block)
        {
            for (int j = column; j < Math.Min(_channels, column + Block); j++)
            {
                for (int i = first; i < Math.Min(last, j); i++)
                    _gram[(long)j * _channels + i] = _gram[(long)i * _channels + j];
            }
        }
    }

    // A row from its block on: scale · Σ_slice partial.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumRow(int i, int first)
    {
        double* sums = stackalloc double[Block];
        float* row = _gram + (long)i * _channels;
        for (int column = first; column < _channels; column += Block)
        {
            double* source = _partial + (long)i * _padded + column;
            for (int k = 0; k < Block; k += Vector<double>.Count)
            {
                Vector<double> total = Vector<double>.Zero;
                for (int slice = 0; slice < _slices; slice++)
                    total += Vector.Load(source + (long)slice * _padded * _padded + k);
                (total * _scale).Store(sums + k);
            }

            for (int k = 0; k < Math.Min(Block, _channels - column); k++)
                row[column + k] = (float)sums[k];
        }
    }
}
