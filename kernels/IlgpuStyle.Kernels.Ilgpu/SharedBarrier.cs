using ILGPU;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// A barrier of a group after which its threads see what the others have written to shared memory. ILGPU's own barrier asks OpenCL for a
/// fence of global memory alone, and a driver may take that by its word. In PTX a barrier orders both.
/// </summary>
internal static class SharedBarrier
{
    /// <summary>Waits for all threads of the group.</summary>
    [IntrinsicImplementation]
    public static void Wait() => Group.Barrier();

    /// <summary>Tells ILGPU what the function becomes.</summary>
    public static void Register(IntrinsicImplementationManager intrinsics)
    {
        System.Reflection.MethodInfo function = typeof(SharedBarrier).GetMethod(nameof(Wait))!;
        intrinsics.RegisterMethod(
            function, new CLIntrinsic(typeof(SharedBarrier), nameof(WriteOpenCL), IntrinsicImplementationMode.GenerateCode));
        intrinsics.RegisterMethod(
            function, new PTXIntrinsic(typeof(SharedBarrier), nameof(WritePtx), IntrinsicImplementationMode.GenerateCode));
    }

    /// <summary>Called by ILGPU's OpenCL backend.</summary>
    public static void WriteOpenCL(CLBackend backend, CLCodeGenerator generator, Value value)
    {
        using CLCodeGenerator.StatementEmitter statement = generator.BeginStatement("work_group_barrier");
        statement.BeginArguments();
        statement.AppendCommand("CLK_LOCAL_MEM_FENCE");
        statement.EndArguments();
    }

    /// <summary>Called by ILGPU's PTX backend.</summary>
    public static void WritePtx(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        using PTXCodeGenerator.CommandEmitter command = generator.BeginCommand("bar.sync");
        command.AppendConstant(0);
    }
}
