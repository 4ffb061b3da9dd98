using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// Sums over whole tensors in float64. Storage is cut into chunks of 64 KiB whatever the number of threads;
/// each chunk's sums are kept and added in order at the end, so the result has the same bits for every number
/// of threads.
/// </summary>
internal sealed unsafe class ReductionKernels<TLanes, TVector>(SimdContext context)
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private readonly DotsJob _dots = new();
    private readonly DistanceJob _distance = new();
    private readonly AbsoluteJob _absolute = new();

    /// <summary>
    /// results[i·right.Length + j] = ⟨left[i], right[j]⟩; every vector crosses the memory bus once for all
    /// its products.
    /// </summary>
    public void Dots(ReadOnlySpan<Tensor> left, ReadOnlySpan<Tensor> right, Span<double> results)
    {
        float** pointers = (float**)context.Shared.Reserve(
            SimdContext.Tables, (left.Length + right.Length) * sizeof(float*));
        for (int i = 0; i < left.Length; i++)
            pointers[i] = ((SimdTensor)left[i]).Pointer;
        for (int j = 0; j < right.Length; j++)
            pointers[left.Length + j] = ((SimdTensor)right[j]).Pointer;
        _dots.Left = pointers;
        _dots.LeftCount = left.Length;
        _dots.Right = pointers + left.Length;
        _dots.RightCount = right.Length;
        _dots.Run(context, ((SimdTensor)left[0]).Layout.StorageLength, results);
    }

    /// <summary>Σ (a − b)².</summary>
    public double SquaredDistance(SimdTensor a, SimdTensor b)
    {
        _distance.A = a.Pointer;
        _distance.B = b.Pointer;
        double result = 0;
        _distance.Run(context, a.Layout.StorageLength, new Span<double>(ref result));
        return result;
    }

    /// <summary>Σ |x|.</summary>
    public double SumAbsolute(SimdTensor x)
    {
        _absolute.X = x.Pointer;
        double result = 0;
        _absolute.Run(context, x.Layout.StorageLength, new Span<double>(ref result));
        return result;
    }

    private sealed class DotsJob : ReductionJob
    {
        // 4 KiB of each vector at a time: forty vectors (L-BFGS with twenty pairs) stay in the level-2 cache
        // for all their products.
        private const int Piece = 1024;

        // Left vectors that a piece of a right one is multiplied with while it is in registers: those of a step of L-BFGS. Widened they
        // take 24 KiB.
        private const int Rows = 3;

        public float** Left { get; set; }

        public int LeftCount { get; set; }

        public float** Right { get; set; }

        public int RightCount { get; set; }

        [SkipLocalsInit]
        protected override void Reduce(long start, int length, double* sums)
        {
            double* rows = stackalloc double[Rows * Piece];
            for (int offset = 0; offset < length; offset += Piece)
            {
                int count = Math.Min(Piece, length - offset);
                long at = start + offset;
                int i = 0;
                for (; i + Rows <= LeftCount; i += Rows)
                {
                    for (int row = 0; row < Rows; row++)
                        TLanes.Widen(Left[i + row] + at, rows + row * count, count);
                    for (int j = 0; j < RightCount; j++)
                        TLanes.AddThreeDots(rows, Right[j] + at, count, sums + i * RightCount + j, RightCount);
                }

                for (; i < LeftCount; i++)
                {
                    for (int j = 0; j < RightCount; j++)
                        sums[i * RightCount + j] += TLanes.Dot(Left[i] + at, Right[j] + at, count);
                }
            }
        }
    }

    private sealed class DistanceJob : ReductionJob
    {
        public float* A { get; set; }

        public float* B { get; set; }

        protected override void Reduce(long start, int length, double* sums) =>
            sums[0] += TLanes.SquaredDistance(A + start, B + start, length);
    }

    private sealed class AbsoluteJob : ReductionJob
    {
        public float* X { get; set; }

        protected override void Reduce(long start, int length, double* sums) =>
            sums[0] += TLanes.SumAbsolute(X + start, length);
    }
}
