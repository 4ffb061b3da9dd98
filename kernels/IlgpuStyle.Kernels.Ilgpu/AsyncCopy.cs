using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;
using ILGPU.IR.Types;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Copies from global to shared memory that pass no registers and go on while the thread multiplies: PTX's cp.async, from compute
/// capability 8.0 on. As intrinsic functions, since ILGPU has none; elsewhere a copy is made at once.
/// </summary>
internal static class AsyncCopy
{
    /// <summary>Begins to copy 16 bytes.</summary>
    /// <param name="target">In shared memory; nobody may touch it before this thread has waited, others not before a barrier after
    /// that.</param>
    /// <param name="source">In global memory.</param>
    [IntrinsicImplementation]
    public static void Begin(ref TensorQuad target, ref TensorQuad source) => target = source;

    /// <summary>The copies begun since the last time are a group.</summary>
    [IntrinsicImplementation]
    public static void Commit()
    {
    }

    /// <summary>Waits until all of this thread's groups but the latest one have arrived.</summary>
    [IntrinsicImplementation]
    public static void WaitForAllButOne()
    {
    }

    /// <summary>Tells ILGPU what the functions become.</summary>
    public static void Register(IntrinsicImplementationManager intrinsics)
    {
        foreach ((string function, string writer) in new[]
        {
            (nameof(Begin), nameof(WriteBegin)), (nameof(Commit), nameof(WriteCommit)), (nameof(WaitForAllButOne), nameof(WriteWait)),
        })
        {
            intrinsics.RegisterMethod(
                typeof(AsyncCopy).GetMethod(function)!,
                new PTXIntrinsic(typeof(AsyncCopy), writer, IntrinsicImplementationMode.GenerateCode));
        }
    }

    /// <summary>Called by ILGPU's PTX backend.</summary>
    public static void WriteBegin(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        using PTXCodeGenerator.CommandEmitter command = generator.BeginCommand("cp.async.cg.shared.global");
        command.AppendArgumentValue(Address(generator, value[0], MemoryAddressSpace.Shared));
        command.AppendArgumentValue(Address(generator, value[1], MemoryAddressSpace.Global));
        command.AppendConstant(16);
    }

    /// <summary>Called by ILGPU's PTX backend.</summary>
    public static void WriteCommit(PTXBackend backend, PTXCodeGenerator generator, Value value) =>
        generator.BeginCommand("cp.async.commit_group").Dispose();

    /// <summary>Called by ILGPU's PTX backend.</summary>
    public static void WriteWait(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        using PTXCodeGenerator.CommandEmitter command = generator.BeginCommand("cp.async.wait_group");
        command.AppendConstant(1);
    }

    // ILGPU knows where an element of an array lies, so that the address is one of that space and no generic one.
    private static PTXRegisterAllocator.HardwareRegister Address(
        PTXCodeGenerator generator, Value pointer, MemoryAddressSpace space) =>
        pointer.Type is PointerType type && type.AddressSpace == space
            ? generator.LoadHardware(pointer)
            : throw new NotSupportedException($"an asynchronous copy with an address of type {pointer.Type}; expected {space} memory");
}
