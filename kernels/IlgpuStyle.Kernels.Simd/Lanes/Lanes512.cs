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
        Vector512.AndNot(a, Vector512.LessThan(a, Vector512<float>.Zero));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Clamp(Vector512<float> a, Vector512<float> lower, Vector512<float> upper) =>
        Vector512.Min(Vector512.Max(a, lower), upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> WherePositive(Vector512<float> gate, Vector512<float> value) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(gate, Vector512<float>.Zero), value, Vector512<float>.Zero);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> GreaterThan(Vector512<float> a, Vector512<float> b) => Vector512.GreaterThan(a, b);

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
            (Vector512<double> a0, Vector512<double> a1) = Vector512.Widen(Vector512.Abs(Vector512.Load(a + i)));
            even += a0;
            odd += a1;
        }

        return Vector512.Sum(even + odd);
    }
}
