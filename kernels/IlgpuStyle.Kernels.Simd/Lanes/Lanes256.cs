using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace IlgpuStyle.Kernels.Simd.Lanes;

/// <summary>AVX2 with FMA: 8 lanes, 16 registers.</summary>
internal readonly struct Lanes256 : ILanes<Vector256<float>>
{
    /// <inheritdoc/>
    public static int Count => 8;

    /// <inheritdoc/>
    public static bool ManyRegisters => false;

    /// <inheritdoc/>
    public static Vector256<float> Zero => Vector256<float>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<float> Load(float* source) => Vector256.Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(Vector256<float> vector, float* destination) => vector.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreStreaming(Vector256<float> vector, float* destination) =>
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
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => a - b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Divide(Vector256<float> a, Vector256<float> b) => a / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Vector256.MultiplyAddEstimate(a, b, c);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sqrt(Vector256<float> a) => Vector256.Sqrt(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Relu(Vector256<float> a) =>
        Vector256.AndNot(a, Vector256.LessThan(a, Vector256<float>.Zero));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Clamp(
        Vector256<float> a, Vector256<float> lower, Vector256<float> upper) =>
        Vector256.Min(Vector256.Max(a, lower), upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WherePositive(Vector256<float> gate, Vector256<float> value) =>
        Vector256.ConditionalSelect(
            Vector256.GreaterThan(gate, Vector256<float>.Zero), value, Vector256<float>.Zero);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> GreaterThan(Vector256<float> a, Vector256<float> b) =>
        Vector256.GreaterThan(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Equal(Vector256<float> a, Vector256<float> b) => Vector256.Equals(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Select(Vector256<float> mask, Vector256<float> a, Vector256<float> b) =>
        Vector256.ConditionalSelect(mask, a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> a) => Vector256.Sum(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Lower, Vector256<float> Upper) Interleave(Vector256<float> a, Vector256<float> b)
    {
        Vector256<int> lower = Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3);
        Vector256<int> upper = lower + Vector256.Create(4);
        Vector256<float> fromB = Vector256.Create(0, -1, 0, -1, 0, -1, 0, -1).AsSingle();
        return (
            Vector256.ConditionalSelect(fromB, Vector256.Shuffle(b, lower), Vector256.Shuffle(a, lower)),
            Vector256.ConditionalSelect(fromB, Vector256.Shuffle(b, upper), Vector256.Shuffle(a, upper)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Even, Vector256<float> Odd) Deinterleave(Vector256<float> lower, Vector256<float> upper)
    {
        Vector256<int> even = Vector256.Create(0, 2, 4, 6, 0, 2, 4, 6);
        Vector256<int> odd = even + Vector256<int>.One;
        Vector256<float> fromUpper = Vector256.Create(0, 0, 0, 0, -1, -1, -1, -1).AsSingle();
        return (
            Vector256.ConditionalSelect(fromUpper, Vector256.Shuffle(upper, even), Vector256.Shuffle(lower, even)),
            Vector256.ConditionalSelect(fromUpper, Vector256.Shuffle(upper, odd), Vector256.Shuffle(lower, odd)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Transpose(float* source, nint sourceStride, float* target, nint targetStride)
    {
        // Four rows at a time become four columns of four within each half of the vectors; halves then change
        // places.
        Quartet(
            source, sourceStride, out Vector256<float> a0, out Vector256<float> a1, out Vector256<float> a2,
            out Vector256<float> a3);
        Quartet(
            source + 4 * sourceStride, sourceStride,
            out Vector256<float> b0, out Vector256<float> b1, out Vector256<float> b2,
            out Vector256<float> b3);
        Avx.Permute2x128(a0, b0, 0x20).Store(target);
        Avx.Permute2x128(a1, b1, 0x20).Store(target + targetStride);
        Avx.Permute2x128(a2, b2, 0x20).Store(target + 2 * targetStride);
        Avx.Permute2x128(a3, b3, 0x20).Store(target + 3 * targetStride);
        Avx.Permute2x128(a0, b0, 0x31).Store(target + 4 * targetStride);
        Avx.Permute2x128(a1, b1, 0x31).Store(target + 5 * targetStride);
        Avx.Permute2x128(a2, b2, 0x31).Store(target + 6 * targetStride);
        Avx.Permute2x128(a3, b3, 0x31).Store(target + 7 * targetStride);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void AddTo(double* sums, float* values)
    {
        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.Load(values));
        (Vector256.Load(sums) + lower).Store(sums);
        (Vector256.Load(sums + 4) + upper).Store(sums + 4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe double Dot(float* a, float* b, int length)
    {
        Vector256<double> even = default, odd = default;
        for (int i = 0; i < length; i += 8)
        {
            (Vector256<double> a0, Vector256<double> a1) = Vector256.Widen(Vector256.Load(a + i));
            (Vector256<double> b0, Vector256<double> b1) = Vector256.Widen(Vector256.Load(b + i));
            even = Vector256.MultiplyAddEstimate(a0, b0, even);
            odd = Vector256.MultiplyAddEstimate(a1, b1, odd);
        }

        return Vector256.Sum(even + odd);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void AddThreeDots(double* rows, float* b, int length, double* sums, int stride)
    {
        Vector256<double> even0 = default, odd0 = default, even1 = default, odd1 = default, even2 = default, odd2 = default;
        double* row1 = rows + length, row2 = row1 + length;
        for (int i = 0; i < length; i += 8)
        {
            Prefetch(b + i + length);
            (Vector256<double> b0, Vector256<double> b1) = Vector256.Widen(Vector256.Load(b + i));
            even0 = Vector256.MultiplyAddEstimate(Vector256.Load(rows + i), b0, even0);
            odd0 = Vector256.MultiplyAddEstimate(Vector256.Load(rows + i + 4), b1, odd0);
            even1 = Vector256.MultiplyAddEstimate(Vector256.Load(row1 + i), b0, even1);
            odd1 = Vector256.MultiplyAddEstimate(Vector256.Load(row1 + i + 4), b1, odd1);
            even2 = Vector256.MultiplyAddEstimate(Vector256.Load(row2 + i), b0, even2);
            odd2 = Vector256.MultiplyAddEstimate(Vector256.Load(row2 + i + 4), b1, odd2);
        }

        sums[0] += Vector256.Sum(even0 + odd0);
        sums[stride] += Vector256.Sum(even1 + odd1);
        sums[2 * stride] += Vector256.Sum(even2 + odd2);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Widen(float* source, double* target, int length)
    {
        for (int i = 0; i < length; i += 8)
        {
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.Load(source + i));
            lower.Store(target + i);
            upper.Store(target + i + 4);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe double SquaredDistance(float* a, float* b, int length)
    {
        Vector256<double> even = default, odd = default;
        for (int i = 0; i < length; i += 8)
        {
            (Vector256<double> a0, Vector256<double> a1) = Vector256.Widen(Vector256.Load(a + i));
            (Vector256<double> b0, Vector256<double> b1) = Vector256.Widen(Vector256.Load(b + i));
            even = Vector256.MultiplyAddEstimate(a0 - b0, a0 - b0, even);
            odd = Vector256.MultiplyAddEstimate(a1 - b1, a1 - b1, odd);
        }

        return Vector256.Sum(even + odd);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe double SumAbsolute(float* a, int length)
    {
        Vector256<double> even = default, odd = default;
        for (int i = 0; i < length; i += 8)
        {
            (Vector256<double> a0, Vector256<double> a1) = Vector256.Widen(
                Vector256.Abs(Vector256.Load(a + i)));
            even += a0;
            odd += a1;
        }

        return Vector256.Sum(even + odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Quartet(
        float* source, nint stride,
        out Vector256<float> c0, out Vector256<float> c1, out Vector256<float> c2, out Vector256<float> c3)
    {
        Vector256<float> r0 = Vector256.Load(source), r1 = Vector256.Load(source + stride);
        Vector256<float> r2 = Vector256.Load(source + 2 * stride), r3 = Vector256.Load(source + 3 * stride);
        Vector256<double> low01 = Avx.UnpackLow(r0, r1).AsDouble();
        Vector256<double> high01 = Avx.UnpackHigh(r0, r1).AsDouble();
        Vector256<double> low23 = Avx.UnpackLow(r2, r3).AsDouble();
        Vector256<double> high23 = Avx.UnpackHigh(r2, r3).AsDouble();
        c0 = Avx.UnpackLow(low01, low23).AsSingle();
        c1 = Avx.UnpackHigh(low01, low23).AsSingle();
        c2 = Avx.UnpackLow(high01, high23).AsSingle();
        c3 = Avx.UnpackHigh(high01, high23).AsSingle();
    }
}
