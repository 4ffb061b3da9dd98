using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Upsampling;

/// <summary>
/// fine += scale·U·coarse with the bilinear U of <see cref="Backends.IVectorOperators.UpsampleAccumulate"/>,
/// separably: a row of the fine tensor is two rows of the coarse one, mixed ¾ to ¼ in the worker's scratch,
/// then spread along the row. Bound by memory.
/// </summary>
internal sealed unsafe class UpsampleJob<TLanes, TVector> : UpsamplingJob
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private float _scale;

    /// <summary>Runs over the whole tensors.</summary>
    public void Run(SimdContext context, SimdTensor coarse, double scale, SimdTensor fine, bool wraps)
    {
        _scale = (float)scale;
        Run(context, coarse, fine, wraps, writesFine: true);
    }

    /// <inheritdoc/>
    protected override void WriteRow(float* coarsePlane, float* finePlane, int row, float* scratch)
    {
        float* near = coarsePlane + (long)(row / 2) * CoarseWidth * Step;
        float* far = coarsePlane + (long)UpsampleTaps.Far(row, CoarseHeight, Wraps) * CoarseWidth * Step;
        Mix(near, far, scratch, CoarseWidth * Step);
        Spread(scratch, finePlane + (long)row * Width * Step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Mix(float* near, float* far, float* mixed, int length)
    {
        float large = UpsampleTaps.Near * _scale, small = UpsampleTaps.Remote * _scale;
        TVector larges = TLanes.Broadcast(large), smalls = TLanes.Broadcast(small);
        int i = 0;
        for (; i + TLanes.Count <= length; i += TLanes.Count)
            TLanes.Store(
                TLanes.MultiplyAdd(
                    smalls, TLanes.Load(far + i), TLanes.Multiply(larges, TLanes.Load(near + i))),
                mixed + i);
        for (; i < length; i++)
            mixed[i] = MathF.FusedMultiplyAdd(small, far[i], large * near[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread(float* mixed, float* row)
    {
        for (int w = 0; w < Width; w++)
        {
            // Away from the borders, two fine elements at a time.
            int pairs = w == 2 ? CoarseWidth - 2 : 0;
            float* near = mixed + Step;
            if (Step == 1)
            {
                for (; pairs >= TLanes.Count; pairs -= TLanes.Count, near += TLanes.Count, w += 2 * TLanes.Count)
                    SpreadVector(near, row + w);
            }

            for (; pairs > 0; pairs--, near += Step, w += 2)
            {
                float* target = row + w * Step;
                for (int lane = 0; lane < Step; lane++)
                {
                    float middle = UpsampleTaps.Near * near[lane];
                    target[lane] += middle + UpsampleTaps.Remote * near[lane - Step];
                    target[lane + Step] += middle + UpsampleTaps.Remote * near[lane + Step];
                }
            }

            Spread(mixed, row, w);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SpreadVector(float* near, float* target)
    {
        TVector remote = TLanes.Broadcast(UpsampleTaps.Remote);
        TVector middle = TLanes.Multiply(TLanes.Broadcast(UpsampleTaps.Near), TLanes.Load(near));
        (TVector lower, TVector upper) = TLanes.Interleave(
            TLanes.Add(middle, TLanes.Multiply(remote, TLanes.Load(near - 1))),
            TLanes.Add(middle, TLanes.Multiply(remote, TLanes.Load(near + 1))));
        TLanes.Store(TLanes.Add(TLanes.Load(target), lower), target);
        TLanes.Store(TLanes.Add(TLanes.Load(target + TLanes.Count), upper), target + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread(float* mixed, float* row, int w)
    {
        float* near = mixed + w / 2 * Step;
        float* far = mixed + UpsampleTaps.Far(w, CoarseWidth, Wraps) * Step;
        float* target = row + w * Step;
        for (int lane = 0; lane < Step; lane++)
            target[lane] += UpsampleTaps.Near * near[lane] + UpsampleTaps.Remote * far[lane];
    }
}
