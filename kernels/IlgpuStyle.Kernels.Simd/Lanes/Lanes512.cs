using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace IlgpuStyle.Kernels.Simd.Lanes;

/// <summary>AVX-512: 16 lanes, 32 registers.</summary>
internal readonly struct Lanes512 : ILanes<Vector512<float>>
{
    /// <inheritdoc/>
    public static int Count => 16;

    /// <inheritdoc/>
    public static bool ManyRegisters => true;

    /// <inheritdoc/>
    public static Vector512<float> Zero => Vector512<float>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<float> Load(float* source) => Vector512.Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(Vector512<float> vector, float* destination) => vector.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreStreaming(Vector512<float> vector, float* destination) =>
        vector.StoreAlignedNonTemporal(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void PrefetchNear(float* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(float* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch1(address);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> a, Vector512<float> b) => a - b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => a * b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Divide(Vector512<float> a, Vector512<float> b) => a / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.MultiplyAddEstimate(a, b, c);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sqrt(Vector512<float> a) => Vector512.Sqrt(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Relu(Vector512<float> a) =>
        Avx512F.Max(Vector512<float>.Zero, a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Clamp(
        Vector512<float> a, Vector512<float> lower, Vector512<float> upper) =>
        Vector512.Min(Vector512.Max(a, lower), upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> WherePositive(Vector512<float> gate, Vector512<float> value) =>
        Vector512.ConditionalSelect(
            Vector512.GreaterThan(gate, Vector512<float>.Zero), value, Vector512<float>.Zero);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> GreaterThan(Vector512<float> a, Vector512<float> b) =>
        Vector512.GreaterThan(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Equal(Vector512<float> a, Vector512<float> b) => Vector512.Equals(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Select(Vector512<float> mask, Vector512<float> a, Vector512<float> b) =>
        Vector512.ConditionalSelect(mask, a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> a) => Vector512.Sum(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Lower, Vector512<float> Upper) Interleave(Vector512<float> a, Vector512<float> b)
    {
        Vector512<int> lower = Vector512.Create(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
        Vector512<int> upper = lower + Vector512.Create(8);
        Vector512<float> fromB = Vector512.Create(0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1).AsSingle();
        return (
            Vector512.ConditionalSelect(fromB, Vector512.Shuffle(b, lower), Vector512.Shuffle(a, lower)),
            Vector512.ConditionalSelect(fromB, Vector512.Shuffle(b, upper), Vector512.Shuffle(a, upper)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Even, Vector512<float> Odd) Deinterleave(Vector512<float> lower, Vector512<float> upper)
    {
        Vector512<int> even = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14);
        Vector512<int> odd = even + Vector512<int>.One;
        Vector512<float> fromUpper = Vector512.Create(0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1).AsSingle();
        return (
            Vector512.ConditionalSelect(fromUpper, Vector512.Shuffle(upper, even), Vector512.Shuffle(lower, even)),
            Vector512.ConditionalSelect(fromUpper, Vector512.Shuffle(upper, odd), Vector512.Shuffle(lower, odd)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Transpose(float* source, nint sourceStride, float* target, nint targetStride)
    {
        // Four rows at a time become four columns of four within each quarter of the vectors; quarters then
        // change places.
        Quartet(
            source, sourceStride, out Vector512<float> a0, out Vector512<float> a1, out Vector512<float> a2,
            out Vector512<float> a3);
        Quartet(
            source + 4 * sourceStride, sourceStride,
            out Vector512<float> b0, out Vector512<float> b1, out Vector512<float> b2,
            out Vector512<float> b3);
        Quartet(
            source + 8 * sourceStride, sourceStride,
            out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2,
            out Vector512<float> c3);
        Quartet(
            source + 12 * sourceStride, sourceStride,
            out Vector512<float> d0, out Vector512<float> d1, out Vector512<float> d2,
            out Vector512<float> d3);
        Quarters(a0, b0, c0, d0, target, targetStride);
        Quarters(a1, b1, c1, d1, target + targetStride, targetStride);
        Quarters(a2, b2, c2, d2, target + 2 * targetStride, targetStride);
        Quarters(a3, b3, c3, d3, target + 3 * targetStride, targetStride);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void AddTo(double* sums, float* values)
    {
        (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(Vector512.Load(values));
        (Vector512.Load(sums) + lower).Store(sums);
        (Vector512.Load(sums + 8) + upper).Store(sums + 8);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe double Dot(float* a, float* b, int length)
    {
        Vector512<double> even = default, odd = default;
        for (int i = 0; i < length; i += 16)
        {
            (Vector512<double> a0, Vector512<double> a1) = Vector512.Widen(Vector512.Load(a + i));
            (Vector512<double> b0, Vector512<double> b1) = Vector512.Widen(Vector512.Load(b + i));
            even = Vector512.MultiplyAddEstimate(a0, b0, even);
            odd = Vector512.MultiplyAddEstimate(a1, b1, odd);
        }

        return Vector512.Sum(even + odd);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void AddThreeDots(double* rows, float* b, int length, double* sums, int stride)
    {
        Vector512<double> even0 = default, odd0 = default, even1 = default, odd1 = default, even2 = default, odd2 = default;
        double* row1 = rows + length, row2 = row1 + length;
        for (int i = 0; i < length; i += 16)
        {
            Prefetch(b + i + length);
            (Vector512<double> b0, Vector512<double> b1) = Vector512.Widen(Vector512.Load(b + i));
            even0 = Vector512.MultiplyAddEstimate(Vector512.Load(rows + i), b0, even0);
            odd0 = Vector512.MultiplyAddEstimate(Vector512.Load(rows + i + 8), b1, odd0);
            even1 = Vector512.MultiplyAddEstimate(Vector512.Load(row1 + i), b0, even1);
            odd1 = Vector512.MultiplyAddEstimate(Vector512.Load(row1 + i + 8), b1, odd1);
            even2 = Vector512.MultiplyAddEstimate(Vector512.Load(row2 + i), b0, even2);
            odd2 = Vector512.MultiplyAddEstimate(Vector512.Load(row2 + i + 8), b1, odd2);
        }

        sums[0] += Vector512.Sum(even0 + odd0);
        sums[stride] += Vector512.Sum(even1 + odd1);
        sums[2 * stride] += Vector512.Sum(even2 + odd2);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Widen(float* source, double* target, int length)
    {
        for (int i = 0; i < length; i += 16)
        {
            (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(Vector512.Load(source + i));
            lower.Store(target + i);
            upper.Store(target + i + 8);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe double SquaredDistance(float* a, float* b, int length)
    {
        Vector512<double> even = default, odd = default;
        for (int i = 0; i < length; i += 16)
        {
            (Vector512<double> a0, Vector512<double> a1) = Vector512.Widen(Vector512.Load(a + i));
            (Vector512<double> b0, Vector512<double> b1) = Vector512.Widen(Vector512.Load(b + i));
            even = Vector512.MultiplyAddEstimate(a0 - b0, a0 - b0, even);
            odd = Vector512.MultiplyAddEstimate(a1 - b1, a1 - b1, odd);
        }

        return Vector512.Sum(even + odd);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe double SumAbsolute(float* a, int length)
    {
        Vector512<double> even = default, odd = default;
        for (int i = 0; i < length; i += 16)
        {
            (Vector512<double> a0, Vector512<double> a1) = Vector512.Widen(
                Vector512.Abs(Vector512.Load(a + i)));
            even += a0;
            odd += a1;
        }

        return Vector512.Sum(even + odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Quartet(
        float* source, nint stride,
        out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2, out Vector512<float> c3)
    {
        Vector512<float> r0 = Vector512.Load(source), r1 = Vector512.Load(source + stride);
        Vector512<float> r2 = Vector512.Load(source + 2 * stride), r3 = Vector512.Load(source + 3 * stride);
        Vector512<double> low01 = Avx512F.UnpackLow(r0, r1).AsDouble();
        Vector512<double> high01 = Avx512F.UnpackHigh(r0, r1).AsDouble();
        Vector512<double> low23 = Avx512F.UnpackLow(r2, r3).AsDouble();
        Vector512<double> high23 = Avx512F.UnpackHigh(r2, r3).AsDouble();
        c0 = Avx512F.UnpackLow(low01, low23).AsSingle();
        c1 = Avx512F.UnpackHigh(low01, low23).AsSingle();
        c2 = Avx512F.UnpackLow(high01, high23).AsSingle();
        c3 = Avx512F.UnpackHigh(high01, high23).AsSingle();
    }

    // Quarter q of a, b, c and d, in this order, is column 4·q of the target's four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Quarters(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* target,
        nint stride)
    {
        Vector512<float> evenAb = Avx512F.Shuffle4x128(a, b, 0x88), oddAb = Avx512F.Shuffle4x128(a, b, 0xDD);
        Vector512<float> evenCd = Avx512F.Shuffle4x128(c, d, 0x88), oddCd = Avx512F.Shuffle4x128(c, d, 0xDD);
        Avx512F.Shuffle4x128(evenAb, evenCd, 0x88).Store(target);
        Avx512F.Shuffle4x128(oddAb, oddCd, 0x88).Store(target + 4 * stride);
        Avx512F.Shuffle4x128(evenAb, evenCd, 0xDD).Store(target + 8 * stride);
        Avx512F.Shuffle4x128(oddAb, oddCd, 0xDD).Store(target + 12 * stride);
    }
}
