using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// a·b + c with one rounding. ILGPU writes a product and a sum: CUDA's assembler fuses them, OpenCL's compilers do not, which halves the
/// speed of a convolution. As an intrinsic function it is <c>fma</c> in OpenCL C and <c>fma.rn.f32</c> in PTX; on ILGPU's CPU accelerator
/// it rounds twice.
/// </summary>
internal static class FusedMultiplyAdd
{
    /// <summary>a·b + c.</summary>
    [IntrinsicImplementation]
    public static float Of(float a, float b, float c) => a * b + c;

    /// <summary>Tells ILGPU what the function becomes.</summary>
    public static void Register(IntrinsicImplementationManager intrinsics)
    {
        System.Reflection.MethodInfo function = typeof(FusedMultiplyAdd).GetMethod(nameof(Of))!;
        intrinsics.RegisterMethod(
            function, new CLIntrinsic(typeof(FusedMultiplyAdd), nameof(WriteOpenCL), IntrinsicImplementationMode.GenerateCode));
        intrinsics.RegisterMethod(
            function, new PTXIntrinsic(typeof(FusedMultiplyAdd), nameof(WritePtx), IntrinsicImplementationMode.GenerateCode));
    }

    /// <summary>Called by ILGPU's OpenCL backend.</summary>
    public static void WriteOpenCL(CLBackend backend, CLCodeGenerator generator, Value value)
    {
        var a = generator.Load(value[0]);
        var b = generator.Load(value[1]);
        var c = generator.Load(value[2]);
        using CLCodeGenerator.StatementEmitter statement = generator.BeginStatement(generator.Allocate(value));
        statement.AppendCommand("fma");
        statement.BeginArguments();
        statement.AppendArgument(a);
        statement.AppendArgument(b);
        statement.AppendArgument(c);
        statement.EndArguments();
    }

    /// <summary>Called by ILGPU's PTX backend.</summary>
    public static void WritePtx(PTXBackend backend, PTXCodeGenerator generator, Value value) =>
        PtxInstruction.Write(generator, value, "fma.rn.f32");
}
