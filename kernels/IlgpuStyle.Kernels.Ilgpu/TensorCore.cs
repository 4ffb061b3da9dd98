using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// The matrix units of NVIDIA's cards since the Ampere generation, in TF32: factors have float32's exponent and 10 bits behind the point,
/// products and sums are float32's. ILGPU has no function for them; as intrinsic functions they are single PTX instructions, whose operands
/// stay in registers (CudaAsm.EmitRef would pass them through memory of the thread).
/// </summary>
internal static class TensorCore
{
    // What TF32 does not hold of a significand, and half of its last place.
    private const uint LostBits = 0x1FFF, Half = 0x1000, Infinity = 0x7F800000;

    /// <summary>The lowest compute capability that has them.</summary>
    public const int LowestMajor = 8;

    /// <summary>Whether a device has them: a CUDA card of compute capability 8.0 or later.</summary>
    public static bool IsPresent(Accelerator accelerator) => accelerator.AcceleratorType == AcceleratorType.Cuda
        && (accelerator is not CudaAccelerator card || card.Architecture.Major >= LowestMajor);

    /// <summary>The nearest TF32 number as bits of a float32, ties away from zero; NaN and infinity as they are.</summary>
    [IntrinsicImplementation]
    public static uint Round(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & Infinity) == Infinity ? bits : (bits + Half) & ~LostBits;
    }

    /// <summary>
    /// A·B + C by all 32 threads of a warp, 16×8 = 16×8 · 8×8 + 16×8. Of thread 4·g + t, A's registers hold (g, t), (g + 8, t), (g, t + 4),
    /// (g + 8, t + 4); B's (t, g), (t + 4, g); C's and the result's (g, 2t), (g, 2t + 1), (g + 8, 2t), (g + 8, 2t + 1) (PTX ISA, "Matrix
    /// Fragments for mma.m16n8k8"). Only PTX has it; NaN elsewhere.
    /// </summary>
    [IntrinsicImplementation]
    public static Float4 MultiplyAdd(
        uint a0, uint a1, uint a2, uint a3, uint b0, uint b1, float c0, float c1, float c2, float c3) =>
        new(float.NaN, float.NaN, float.NaN, float.NaN);

    /// <summary>Tells ILGPU what the functions become.</summary>
    public static void Register(IntrinsicImplementationManager intrinsics)
    {
        Register(intrinsics, nameof(Round), nameof(WriteRound));
        Register(intrinsics, nameof(MultiplyAdd), nameof(WriteMultiplyAdd));
    }

    /// <summary>Called by ILGPU's PTX backend.</summary>
    public static void WriteRound(PTXBackend backend, PTXCodeGenerator generator, Value value) =>
        PtxInstruction.Write(generator, value, "cvt.rna.tf32.f32");

    /// <summary>Called by ILGPU's PTX backend.</summary>
    public static void WriteMultiplyAdd(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        var operands = new PTXRegisterAllocator.PrimitiveRegister[value.Count];
        for (int i = 0; i < operands.Length; i++)
            operands[i] = generator.LoadPrimitive(value[i]);
        var target = (PTXRegisterAllocator.CompoundRegister)generator.Allocate(value);
        using PTXCodeGenerator.CommandEmitter command = generator.BeginCommand("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32");
        command.AppendVectorArgument(target.SliceAs<PTXRegisterAllocator.PrimitiveRegister>(0, 4));
        command.AppendVectorArgument(operands[..4]);
        command.AppendVectorArgument(operands[4..6]);
        command.AppendVectorArgument(operands[6..]);
    }

    private static void Register(IntrinsicImplementationManager intrinsics, string function, string writer) =>
        intrinsics.RegisterMethod(
            typeof(TensorCore).GetMethod(function)!,
            new PTXIntrinsic(typeof(TensorCore), writer, IntrinsicImplementationMode.GenerateCode));
}
