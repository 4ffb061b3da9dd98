using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace IlgpuStyle.Kernels.Simd.Lanes;

/// <summary>4 lanes: NEON with 32 registers, or SSE with 16 and no fused multiply-add.</summary>
internal readonly struct Lanes128 : ILanes<Vector128<float>>
{
    /// <inheritdoc/>
    public static int Count => 4;

    /// <inheritdoc/>
    public static bool ManyRegisters => System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported;

    /// <inheritdoc/>
    public static Vector128<float> Zero => Vector128<float>.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector128<float> Load(float* source) => Vector128.Load(source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(Vector128<float> vector, float* destination) => vector.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreStreaming(Vector128<float> vector, float* destination) =>
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
    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => a + b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Subtract(Vector128<float> a, Vector128<float> b) => a - b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Multiply(Vector128<float> a, Vector128<float> b) => a * b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Divide(Vector128<float> a, Vector128<float> b) => a / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) =>
        Vector128.MultiplyAddEstimate(a, b, c);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sqrt(Vector128<float> a) => Vector128.Sqrt(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Relu(Vector128<float> a) =>
        Vector128.AndNot(a, Vector128.LessThan(a, Vector128<float>.Zero));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Clamp(
        Vector128<float> a, Vector128<float> lower, Vector128<float> upper) =>
        Vector128.Min(Vector128.Max(a, lower), upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> WherePositive(Vector128<float> gate, Vector128<float> value) =>
        Vector128.ConditionalSelect(
            Vector128.GreaterThan(gate, Vector128<float>.Zero), value, Vector128<float>.Zero);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> GreaterThan(Vector128<float> a, Vector128<float> b) =>
        Vector128.GreaterThan(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Equal(Vector128<float> a, Vector128<float> b) => Vector128.Equals(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Select(Vector128<float> mask, Vector128<float> a, Vector128<float> b) =>
        Vector128.ConditionalSelect(mask, a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> a) => Vector128.Sum(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<float> Lower, Vector128<float> Upper) Interleave(Vector128<float> a, Vector128<float> b)
    {
        Vector128<int> lower = Vector128.Create(0, 0, 1, 1);
        Vector128<int> upper = lower + Vector128.Create(2);
        Vector128<float> fromB = Vector128.Create(0, -1, 0, -1).AsSingle();
        return (
            Vector128.ConditionalSelect(fromB, Vector128.Shuffle(b, lower), Vector128.Shuffle(a, lower)),
            Vector128.ConditionalSelect(fromB, Vector128.Shuffle(b, upper), Vector128.Shuffle(a, upper)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<float> Even, Vector128<float> Odd) Deinterleave(Vector128<float> lower, Vector128<float> upper)
    {
        Vector128<int> even = Vector128.Create(0, 2, 0, 2);
        Vector128<int> odd = even + Vector128<int>.One;
        Vector128<float> fromUpper = Vector128.Create(0, 0, -1, -1).AsSingle();
        return (
            Vector128.ConditionalSelect(fromUpper, Vector128.Shuffle(upper, even), Vector128.Shuffle(lower, even)),
            Vector128.ConditionalSelect(fromUpper, Vector128.Shuffle(upper, odd), Vector128.Shuffle(lower, odd)));
    }

    /// <inheritdoc/>
    public static unsafe void Transpose(float* source, nint sourceStride, float* target, nint targetStride)
    {
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < Count; j++)
                target[j * targetStride + i] = source[i * sourceStride + j];
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void AddTo(double* sums, float* values)
    {
        (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(Vector128.Load(values));
        (Vector128.Load(sums) + lower).Store(sums);
        (Vector128.Load(sums + 2) + upper).Store(sums + 2);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe double Dot(float* a, float* b, int length)
    {
        Vector128<double> even = default, odd = default;
        for (int i = 0; i < length; i += 4)
        {
            (Vector128<double> a0, Vector128<double> a1) = Vector128.Widen(Vector128.Load(a + i));
            (Vector128<double> b0, Vector128<double> b1) = Vector128.Widen(Vector128.Load(b + i));
            even = Vector128.MultiplyAddEstimate(a0, b0, even);
            odd = Vector128.MultiplyAddEstimate(a1, b1, odd);
        }

        return Vector128.Sum(even + odd);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void AddThreeDots(double* rows, float* b, int length, double* sums, int stride)
    {
        Vector128<double> even0 = default, odd0 = default, even1 = default, odd1 = default, even2 = default, odd2 = default;
        double* row1 = rows + length, row2 = row1 + length;
        for (int i = 0; i < length; i += 4)
        {
            Prefetch(b + i + length);
            (Vector128<double> b0, Vector128<double> b1) = Vector128.Widen(Vector128.Load(b + i));
            even0 = Vector128.MultiplyAddEstimate(Vector128.Load(rows + i), b0, even0);
            odd0 = Vector128.MultiplyAddEstimate(Vector128.Load(rows + i + 2), b1, odd0);
            even1 = Vector128.MultiplyAddEstimate(Vector128.Load(row1 + i), b0, even1);
            odd1 = Vector128.MultiplyAddEstimate(Vector128.Load(row1 + i + 2), b1, odd1);
            even2 = Vector128.MultiplyAddEstimate(Vector128.Load(row2 + i), b0, even2);
            odd2 = Vector128.MultiplyAddEstimate(Vector128.Load(row2 + i + 2), b1, odd2);
        }

        sums[0] += Vector128.Sum(even0 + odd0);
        sums[stride] += Vector128.Sum(even1 + odd1);
        sums[2 * stride] += Vector128.Sum(even2 + odd2);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Widen(float* source, double* target, int length)
    {
        for (int i = 0; i < length; i += 4)
        {
            (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(Vector128.Load(source + i));
            lower.Store(target + i);
            upper.Store(target + i + 2);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe double SquaredDistance(float* a, float* b, int length)
    {
        Vector128<double> even = default, odd = default;
        for (int i = 0; i < length; i += 4)
        {
            (Vector128<double> a0, Vector128<double> a1) = Vector128.Widen(Vector128.Load(a + i));
            (Vector128<double> b0, Vector128<double> b1) = Vector128.Widen(Vector128.Load(b + i));
            even = Vector128.MultiplyAddEstimate(a0 - b0, a0 - b0, even);
            odd = Vector128.MultiplyAddEstimate(a1 - b1, a1 - b1, odd);
        }

        return Vector128.Sum(even + odd);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe double SumAbsolute(float* a, int length)
    {
        Vector128<double> even = default, odd = default;
        for (int i = 0; i < length; i += 4)
        {
            (Vector128<double> a0, Vector128<double> a1) = Vector128.Widen(
                Vector128.Abs(Vector128.Load(a + i)));
            even += a0;
            odd += a1;
        }

        return Vector128.Sum(even + odd);
    }
}
