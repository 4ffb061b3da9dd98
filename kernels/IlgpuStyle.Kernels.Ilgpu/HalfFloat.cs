using ILGPU;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// IEEE 754 half precision (11 bits, 6·10⁻⁸ to 65504) as 16 bits, converted with integers: ILGPU's own type needs a capability that
/// many OpenCL devices lack. Only what kernels read, in PTX, is converted by the instruction for it.
/// </summary>
internal static class HalfFloat
{
    private const uint Infinity = 0x7C00;
    private const uint Largest = 0x7BFF;

    /// <summary>Rounds to the nearest, ties to even. Finite values beyond 65504 become ±65504: an activation that is too
    /// large must not turn a sum into infinity. NaN and infinities stay what they are.</summary>
    public static ushort FromSingle(float value)
    {
        uint bits = Interop.FloatAsInt(value), sign = (bits >> 16) & 0x8000u, size = bits & 0x7FFFFFFFu;
        uint half;
        if (size >= 0x7F800000u)
            half = size == 0x7F800000u ? Infinity : 0x7E00u;
        else if (size >= 0x477FF000u)
            half = Largest;
        else if (size >= 0x38800000u)
            half = (size - 0x38000000u + 0xFFFu + ((size >> 13) & 1u)) >> 13;
        else
            // Below 2⁻¹⁴ a half counts units of 2⁻²⁴, which is the unit of float32 in [0.5, 1): the addition rounds.
            half = Interop.FloatAsInt(Interop.IntAsFloat(size) + 0.5f) - 0x3F000000u;
        return (ushort)(sign | half);
    }

    /// <summary>Exact.</summary>
    [IntrinsicImplementation]
    public static float ToSingle(ushort half) => ToSingleByIntegers(half);

    /// <summary>Tells ILGPU what the conversion becomes.</summary>
    public static void Register(IntrinsicImplementationManager intrinsics)
    {
        System.Reflection.MethodInfo function = typeof(HalfFloat).GetMethod(nameof(ToSingle))!;
        intrinsics.RegisterMethod(
            function, new CLIntrinsic(typeof(HalfFloat), nameof(ToSingleByIntegers), IntrinsicImplementationMode.Redirect));
        intrinsics.RegisterMethod(
            function, new PTXIntrinsic(typeof(HalfFloat), nameof(WritePtx), IntrinsicImplementationMode.GenerateCode));
    }

    /// <summary>Called by ILGPU's PTX backend.</summary>
    public static void WritePtx(PTXBackend backend, PTXCodeGenerator generator, Value value) =>
        PtxInstruction.Write(generator, value, "cvt.f32.f16");

    /// <summary>What <see cref="ToSingle"/> is where it is no instruction.</summary>
    public static float ToSingleByIntegers(ushort half)
    {
        uint sign = (half & 0x8000u) << 16, size = half & 0x7FFFu;
        // Below 2⁻¹⁴: units of 2⁻²⁴. Through an integer, because devices may flush small float32 to zero.
        uint bits = size < 0x400u
            ? Interop.FloatAsInt((int)size * 5.9604645e-8f)
            : (size << 13) + (size < Infinity ? 0x38000000u : 0x70000000u);
        return Interop.IntAsFloat(sign | bits);
    }
}
