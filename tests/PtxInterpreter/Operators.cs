using System.Numerics;

namespace PtxInterpreter;

/// <summary>A function of one value.</summary>
internal interface IUnary<TFrom, TTo>
{
    static abstract TTo Apply(TFrom x);
}

/// <summary>A function of two values.</summary>
internal interface IBinary<TFrom, TTo>
{
    static abstract TTo Apply(TFrom a, TFrom b);
}

/// <summary>A function of two values that vector instructions compute as well.</summary>
internal interface IVectorBinary<T> : IBinary<T, T>
{
    static abstract Vector<T> Apply(Vector<T> a, Vector<T> b);
}

/// <summary>A function of three values.</summary>
internal interface ITernary<T>
{
    static abstract T Apply(T a, T b, T c);
}

/// <summary>
/// What the arithmetic instructions compute; structures without fields, so that each loop over threads is compiled for its own. Float32 is
/// IEEE's, with subnormal numbers, as on every card from sm_20 on unless .ftz is asked for.
/// </summary>
internal static class Operators
{
    internal readonly struct Add<T> : IVectorBinary<T>
        where T : INumber<T>
    {
        public static T Apply(T a, T b) => a + b;

        public static Vector<T> Apply(Vector<T> a, Vector<T> b) => a + b;
    }

    internal readonly struct Subtract<T> : IVectorBinary<T>
        where T : INumber<T>
    {
        public static T Apply(T a, T b) => a - b;

        public static Vector<T> Apply(Vector<T> a, Vector<T> b) => a - b;
    }

    internal readonly struct Multiply<T> : IVectorBinary<T>
        where T : INumber<T>
    {
        public static T Apply(T a, T b) => a * b;

        public static Vector<T> Apply(Vector<T> a, Vector<T> b) => a * b;
    }

    internal readonly struct Divide<T> : IBinary<T, T>
        where T : IFloatingPoint<T>
    {
        public static T Apply(T a, T b) => a / b;
    }

    internal readonly struct Quotient<T> : IBinary<T, T>
        where T : IBinaryInteger<T>
    {
        // The one quotient of two's complement that overflows is itself.
        public static T Apply(T a, T b) => T.IsNegative(b) && b == -T.One ? -a : a / NotZero(b);
    }

    internal readonly struct Remainder<T> : IBinary<T, T>
        where T : IBinaryInteger<T>
    {
        public static T Apply(T a, T b) => T.IsNegative(b) && b == -T.One ? T.Zero : a % NotZero(b);
    }

    // From the signal the runtime cannot always tell a division by zero from an overflow.
    private static T NotZero<T>(T divisor)
        where T : IBinaryInteger<T> => T.IsZero(divisor) ? throw new DivideByZeroException() : divisor;

    internal readonly struct WideProduct : IBinary<int, long>
    {
        public static long Apply(int a, int b) => (long)a * b;
    }

    internal readonly struct WideUnsignedProduct : IBinary<uint, ulong>
    {
        public static ulong Apply(uint a, uint b) => (ulong)a * b;
    }

    internal readonly struct HighProduct : IBinary<int, int>
    {
        public static int Apply(int a, int b) => (int)(((long)a * b) >> 32);
    }

    internal readonly struct HighUnsignedProduct : IBinary<uint, uint>
    {
        public static uint Apply(uint a, uint b) => (uint)(((ulong)a * b) >> 32);
    }

    // PTX: of a number and NaN the number.
    internal readonly struct Min<T> : IBinary<T, T>
        where T : INumber<T>
    {
        public static T Apply(T a, T b) => T.MinNumber(a, b);
    }

    internal readonly struct Max<T> : IBinary<T, T>
        where T : INumber<T>
    {
        public static T Apply(T a, T b) => T.MaxNumber(a, b);
    }

    internal readonly struct And<T> : IVectorBinary<T>
        where T : IBinaryInteger<T>
    {
        public static T Apply(T a, T b) => a & b;

        public static Vector<T> Apply(Vector<T> a, Vector<T> b) => a & b;
    }

    internal readonly struct Or<T> : IVectorBinary<T>
        where T : IBinaryInteger<T>
    {
        public static T Apply(T a, T b) => a | b;

        public static Vector<T> Apply(Vector<T> a, Vector<T> b) => a | b;
    }

    internal readonly struct Xor<T> : IVectorBinary<T>
        where T : IBinaryInteger<T>
    {
        public static T Apply(T a, T b) => a ^ b;

        public static Vector<T> Apply(Vector<T> a, Vector<T> b) => a ^ b;
    }

    // Shifts by the width and more leave nothing, or the sign.
    internal readonly struct ShiftLeft : IBinary<uint, uint>
    {
        public static uint Apply(uint a, uint b) => b > 31 ? 0 : a << (int)b;
    }

    internal readonly struct ShiftRight : IBinary<uint, uint>
    {
        public static uint Apply(uint a, uint b) => b > 31 ? 0 : a >> (int)b;
    }

    internal readonly struct ShiftRightSigned : IBinary<int, int>
    {
        public static int Apply(int a, int b) => a >> (int)Math.Min((uint)b, 31);
    }

    internal readonly struct Equal<T> : IBinary<T, uint>
        where T : INumber<T>
    {
        public static uint Apply(T a, T b) => a == b ? 1u : 0u;
    }

    internal readonly struct Less<T> : IBinary<T, uint>
        where T : INumber<T>
    {
        public static uint Apply(T a, T b) => a < b ? 1u : 0u;
    }

    internal readonly struct LessOrEqual<T> : IBinary<T, uint>
        where T : INumber<T>
    {
        public static uint Apply(T a, T b) => a <= b ? 1u : 0u;
    }

    // True also where a or b is NaN: the negation of an ordered comparison.
    internal readonly struct Not<T, TOrdered> : IBinary<T, uint>
        where TOrdered : IBinary<T, uint>
    {
        public static uint Apply(T a, T b) => 1u - TOrdered.Apply(a, b);
    }

    internal readonly struct Swapped<T, TOrdered> : IBinary<T, uint>
        where TOrdered : IBinary<T, uint>
    {
        public static uint Apply(T a, T b) => TOrdered.Apply(b, a);
    }

    internal readonly struct OrderedNotEqual<T> : IBinary<T, uint>
        where T : INumber<T>
    {
        public static uint Apply(T a, T b) => a < b || a > b ? 1u : 0u;
    }

    internal readonly struct UnorderedEqual<T> : IBinary<T, uint>
        where T : INumber<T>
    {
        public static uint Apply(T a, T b) => a < b || a > b ? 0u : 1u;
    }

    internal readonly struct Select : ITernary<uint>
    {
        public static uint Apply(uint a, uint b, uint predicate) => predicate != 0 ? a : b;
    }

    internal readonly struct FusedMultiplyAdd<T> : ITernary<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T a, T b, T c) => T.FusedMultiplyAdd(a, b, c);
    }

    internal readonly struct FusedMultiplySubtract : ITernary<float>
    {
        public static float Apply(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, -c);
    }

    internal readonly struct FusedNegatedMultiplyAdd : ITernary<float>
    {
        public static float Apply(float a, float b, float c) => MathF.FusedMultiplyAdd(-a, b, c);
    }

    internal readonly struct MultiplyAdd<T> : ITernary<T>
        where T : IBinaryInteger<T>
    {
        public static T Apply(T a, T b, T c) => a * b + c;
    }

    internal readonly struct Negate<T> : IUnary<T, T>
        where T : INumber<T>
    {
        public static T Apply(T x) => -x;
    }

    internal readonly struct Absolute<T> : IUnary<T, T>
        where T : INumber<T>
    {
        public static T Apply(T x) => T.IsNegative(x) ? -x : x;
    }

    internal readonly struct Complement<T> : IUnary<T, T>
        where T : IBinaryInteger<T>
    {
        public static T Apply(T x) => ~x;
    }

    internal readonly struct NotPredicate : IUnary<uint, uint>
    {
        public static uint Apply(uint x) => 1u - x;
    }

    internal readonly struct SquareRoot<T> : IUnary<T, T>
        where T : IRootFunctions<T>
    {
        public static T Apply(T x) => T.Sqrt(x);
    }

    internal readonly struct Reciprocal<T> : IUnary<T, T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.One / x;
    }

    internal readonly struct Convert<TFrom, TTo> : IUnary<TFrom, TTo>
        where TFrom : INumber<TFrom>
        where TTo : INumber<TTo>
    {
        public static TTo Apply(TFrom x) => TTo.CreateTruncating(x);
    }

    // Towards zero; beyond the range its end, NaN is 0.
    internal readonly struct ConvertSaturating<TFrom, TTo> : IUnary<TFrom, TTo>
        where TFrom : INumber<TFrom>
        where TTo : INumber<TTo>
    {
        public static TTo Apply(TFrom x) => TTo.CreateSaturating(x);
    }

    // 16-bit registers are the low halves of 32 bits.
    internal readonly struct From16 : IUnary<uint, uint>
    {
        public static uint Apply(uint x) => (ushort)x;
    }

    internal readonly struct FromSigned16 : IUnary<uint, int>
    {
        public static int Apply(uint x) => (short)x;
    }

    internal readonly struct HalfToFloat : IUnary<uint, float>
    {
        public static float Apply(uint x) => (float)BitConverter.UInt16BitsToHalf((ushort)x);
    }

    internal readonly struct FloatToHalf : IUnary<float, uint>
    {
        public static uint Apply(float x) => BitConverter.HalfToUInt16Bits((Half)x);
    }

    private const ulong SharedWindow = 1UL << 56;

    internal readonly struct ToGenericShared : IUnary<ulong, ulong>
    {
        public static ulong Apply(ulong x) => x + SharedWindow;
    }

    internal readonly struct FromGenericShared : IUnary<ulong, ulong>
    {
        public static ulong Apply(ulong x) => x - SharedWindow;
    }

    // 10 bits of the significand, ties away from zero.
    internal readonly struct FloatToTensorFloat : IUnary<uint, uint>
    {
        public static uint Apply(uint x) => (x & 0x7F800000u) == 0x7F800000u ? x : (x + 0x1000u) & 0xFFFFE000u;
    }
}
