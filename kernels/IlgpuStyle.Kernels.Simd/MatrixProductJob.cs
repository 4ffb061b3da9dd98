using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// output[i,j] = scale · Σ_k a[i,k] · b[k,j] of planar N×N matrices. b is packed once into panels of two
/// vectors, zero beyond N; one item is four rows of the output. The micro-kernel keeps 4 × 2 sums in
/// registers: eight multiply-adds for six loads.
/// </summary>
internal sealed unsafe class MatrixProductJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Rows = 4;

    private int _size;
    private float* _left;
    private float* _panels;
    private float* _output;
    private float _scale;

    private static int PanelWidth => 2 * TLanes.Count;

    /// <summary>Overwrites <paramref name="output"/>.</summary>
    public void Run(SimdContext context, SimdTensor a, SimdTensor b, double scale, SimdTensor output)
    {
        _size = a.Shape.Width;
        _left = a.Pointer;
        _output = output.Pointer;
        _scale = (float)scale;
        int count = (_size + PanelWidth - 1) / PanelWidth;
        _panels = (float*)context.Shared.Reserve(
            SimdContext.Packed, (long)count * PanelWidth * _size * sizeof(float));
        Pack(b.Pointer, count);
        context.Team.Run(this, (_size + Rows - 1) / Rows);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int row = item * Rows, last = _size - 1;
        float* a0 = _left + (long)row * _size, a1 = _left + (long)Math.Min(row + 1, last) * _size;
        float* a2 = _left + (long)Math.Min(row + 2, last) * _size, a3 = _left + (long)Math.Min(row + 3, last) * _size;
        float* tile = stackalloc float[Rows * PanelWidth];
        for (int column = 0; column < _size; column += PanelWidth)
        {
            Multiply(a0, a1, a2, a3, _panels + (long)column * _size, tile);
            int columns = Math.Min(PanelWidth, _size - column);
            for (int r = 0; r < Rows && row + r < _size; r++)
            {
                Span<float> target = new(_output + (long)(row + r) * _size + column, columns);
                new Span<float>(tile + r * PanelWidth, columns).CopyTo(target);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(float* b, int count)
    {
        for (int panel = 0; panel < count; panel++)
        {
            int first = panel * PanelWidth, columns = Math.Min(PanelWidth, _size - first);
            float* target = _panels + (long)first * _size;
            for (int k = 0; k < _size; k++, target += PanelWidth)
            {
                Span<float> packed = new(target, PanelWidth);
                new Span<float>(b + (long)k * _size + first, columns).CopyTo(packed);
                packed[columns..].Clear();
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Multiply(float* a0, float* a1, float* a2, float* a3, float* b, float* tile)
    {
        TVector s00 = TLanes.Zero, s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
        for (int k = 0; k < _size; k++, b += PanelWidth)
        {
            TVector b0 = TLanes.Load(b), b1 = TLanes.Load(b + TLanes.Count), x = TLanes.Broadcast(a0[k]);
            s00 = TLanes.MultiplyAdd(x, b0, s00);
            s01 = TLanes.MultiplyAdd(x, b1, s01);
            x = TLanes.Broadcast(a1[k]);
            s10 = TLanes.MultiplyAdd(x, b0, s10);
            s11 = TLanes.MultiplyAdd(x, b1, s11);
            x = TLanes.Broadcast(a2[k]);
            s20 = TLanes.MultiplyAdd(x, b0, s20);
            s21 = TLanes.MultiplyAdd(x, b1, s21);
            x = TLanes.Broadcast(a3[k]);
            s30 = TLanes.MultiplyAdd(x, b0, s30);
            s31 = TLanes.MultiplyAdd(x, b1, s31);
        }

        Keep(s00, s01, tile);
        Keep(s10, s11, tile + PanelWidth);
        Keep(s20, s21, tile + 2 * PanelWidth);
        Keep(s30, s31, tile + 3 * PanelWidth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Keep(TVector first, TVector second, float* target)
    {
        TVector factor = TLanes.Broadcast(_scale);
        TLanes.Store(TLanes.Multiply(factor, first), target);
        TLanes.Store(TLanes.Multiply(factor, second), target + TLanes.Count);
    }
}
