using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// An unevaluated sum High + Low of two float32 with |Low| ≤ ulp(High)/2: about 48 significant bits from
/// float32 arithmetic. All reductions use it, on every device: OpenCL devices need not have float64, and
/// consumer cards run float64 at 1/32 or 1/64 speed.
/// <para>
/// Sums: Knuth's error-free TwoSum. Products: Dekker's, split by masking the low 12 bits of the significand,
/// so that every partial product is exact and a compiler that contracts a·b + c into a fused multiply-add
/// changes nothing. (T. J. Dekker, A floating-point technique for extending the available precision, Numer.
/// Math. 18, 1971.)
/// </para>
/// </summary>
internal readonly struct FloatPair(float high, float low)
{
    /// <summary>The rounded value.</summary>
    public readonly float High = high;

    /// <summary>What rounding lost.</summary>
    public readonly float Low = low;

    /// <summary>The nearest pair of a float64.</summary>
    public static FloatPair From(double value)
    {
        float high = (float)value;
        return new FloatPair(high, float.IsFinite(high) ? (float)(value - high) : 0f);
    }

    /// <summary>The value in float64, exactly. An overflow or NaN in <see cref="High"/> is the answer
    /// whatever stands in Low.</summary>
    public double ToDouble() => float.IsFinite(High) ? (double)High + Low : High;

    /// <summary>this + x.</summary>
    public FloatPair Plus(float x)
    {
        float sum = High + x;
        float part = sum - High;
        float error = High - (sum - part) + (x - part);
        return Renormalize(sum, error + Low);
    }

    /// <summary>this + other.</summary>
    public FloatPair Plus(FloatPair other)
    {
        float sum = High + other.High;
        float part = sum - High;
        float error = High - (sum - part) + (other.High - part);
        return Renormalize(sum, error + (Low + other.Low));
    }

    /// <summary>this + a·b with the product exact.</summary>
    public FloatPair PlusProduct(float a, float b) => Plus(Product(a, b));

    /// <summary>this + Σ a_i·b_i over four elements, each product exact, in order.</summary>
    public FloatPair PlusProducts(Float4 a, Float4 b) =>
        PlusProduct(a.X, b.X).PlusProduct(a.Y, b.Y).PlusProduct(a.Z, b.Z).PlusProduct(a.W, b.W);

    /// <summary>this · other, to about 45 bits.</summary>
    public FloatPair Times(FloatPair other)
    {
        FloatPair product = Product(High, other.High);
        return Renormalize(product.High, product.Low + (High * other.Low + Low * other.High));
    }

    /// <summary>
    /// this / other, to about 45 bits: the quotient of the high parts, then twice that of what it leaves.
    /// </summary>
    public FloatPair Over(FloatPair other)
    {
        float first = High / other.High;
        FloatPair rest = Plus(other.Times(new FloatPair(-first, 0f)));
        float second = rest.High / other.High;
        rest = rest.Plus(other.Times(new FloatPair(-second, 0f)));
        return Renormalize(first, second).Plus(rest.High / other.High);
    }

    /// <summary>−this.</summary>
    public FloatPair Negated() => new(-High, -Low);

    /// <summary>
    /// The pair without what lies more than 52 bits below its first: a float64 holds it exactly, and
    /// <see cref="From"/> makes the same pair of that. Adding and subtracting 3·2⁻²⁹ of High's power of two
    /// rounds Low to a multiple of 2⁻⁵¹ of it; a Low too large for that is such a multiple already.
    /// </summary>
    public FloatPair Representable()
    {
        float unit = Interop.IntAsFloat(Interop.FloatAsInt(High) & 0x7F800000u) * 1.862645149230957e-09f;
        float low = Math.Abs(Low) < unit ? Low + 3f * unit - 3f * unit : Low;
        return Renormalize(High, low);
    }

    private static FloatPair Product(float a, float b)
    {
        float product = a * b;
        float aHigh = Interop.IntAsFloat(Interop.FloatAsInt(a) & 0xFFFFF000u);
        float bHigh = Interop.IntAsFloat(Interop.FloatAsInt(b) & 0xFFFFF000u);
        float aLow = a - aHigh, bLow = b - bHigh;
        float error = aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
        return new FloatPair(product, error);
    }

    private static FloatPair Renormalize(float high, float low)
    {
        float sum = high + low;
        return new FloatPair(sum, low - (sum - high));
    }
}
