using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// output = Σ_i factors[i] · vectors[i], float32 multiply-adds in the order given. One item is 64 KiB of storage, 4 KiB at a time and
/// eight vectors at a time, with the sums so far in the level-1 cache: large vectors begin at the same place of their pages, and more
/// of them side by side than a cache has ways push each other's next lines out.
/// </summary>
internal sealed unsafe class CombinationJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int ItemLength = 16384;
    private const int Piece = 1024;
    private const int Group = 8;

    private int _count;
    private float** _vectors;
    private float* _factors;
    private float* _output;
    private long _length;

    /// <summary>Computes the sum.</summary>
    /// <param name="team">Threads.</param>
    /// <param name="count">Vectors, at least 1.</param>
    /// <param name="vectors">Their storage.</param>
    /// <param name="factors">Of each.</param>
    /// <param name="output">May be one of the vectors.</param>
    public void Run(WorkerTeam team, int count, float** vectors, float* factors, SimdTensor output)
    {
        _count = count;
        _vectors = vectors;
        _factors = factors;
        _output = output.Pointer;
        _length = output.Layout.StorageLength;
        team.Run(this, (int)((_length + ItemLength - 1) / ItemLength));
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        float* sums = stackalloc float[Piece];
        long end = Math.Min(_length, (item + 1L) * ItemLength);
        for (long at = (long)item * ItemLength; at < end; at += Piece)
        {
            int length = (int)Math.Min(Piece, end - at);
            for (int first = 0; first < _count; first += Group)
            {
                int last = Math.Min(_count, first + Group);
                Add(first, last, at, length, sums, last == _count ? _output + at : sums);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(int first, int last, long at, int length, float* sums, float* target)
    {
        float** vectors = _vectors;
        float* factors = _factors;
        for (int k = 0; k < length; k += TLanes.Count)
        {
            TVector vector = TLanes.Load(vectors[first] + at + k), factor = TLanes.Broadcast(factors[first]);
            TVector sum = first == 0 ? TLanes.Multiply(factor, vector) : TLanes.MultiplyAdd(factor, vector, TLanes.Load(sums + k));
            for (int i = first + 1; i < last; i++)
                sum = TLanes.MultiplyAdd(TLanes.Broadcast(factors[i]), TLanes.Load(vectors[i] + at + k), sum);
            TLanes.Store(sum, target + k);
        }
    }
}
