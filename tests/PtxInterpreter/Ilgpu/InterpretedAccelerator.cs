using System.Reflection;
using System.Reflection.Emit;
using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace PtxInterpreter.Ilgpu;

/// <summary>
/// An ILGPU accelerator whose kernels are the PTX that ILGPU generates, executed instruction by instruction. Everything is done in the call
/// that asks for it, whatever the stream.
/// </summary>
public sealed class InterpretedAccelerator : KernelAccelerator<PTXCompiledKernel, InterpretedKernel>
{
    private readonly InterpretedDevice _device;
    private readonly List<InterpretedKernel> _kernels = [];

    /// <summary>Opens the device.</summary>
    public InterpretedAccelerator(Context context, InterpretedDevice device)
        : base(context, device)
    {
        _device = device;
        NativePtr = 1;
        DefaultStream = new InterpretedStream(this);
        Init(new PTXBackend(
            context, (CudaCapabilityContext)device.Capabilities, InterpretedDevice.Architecture, CudaInstructionSet.ISA_70, nvvmAPI: null));
    }

    /// <summary>Global memory.</summary>
    public DeviceMemory Memory { get; } = new();

    /// <summary>Every kernel loaded so far, with what it has executed.</summary>
    public IReadOnlyList<InterpretedKernel> Kernels => _kernels;

    /// <inheritdoc/>
    public override TExtension CreateExtension<TExtension, TExtensionProvider>(TExtensionProvider provider) =>
        throw new NotSupportedException("The PTX interpreter has no extensions.");

    /// <inheritdoc/>
    protected override InterpretedKernel CreateKernel(PTXCompiledKernel compiledKernel) =>
        throw new NotSupportedException("Kernels without a group size of their own are not supported.");

    /// <inheritdoc/>
    protected override InterpretedKernel CreateKernel(PTXCompiledKernel compiledKernel, MethodInfo launcher)
    {
        InterpretedKernel kernel = new(this, compiledKernel, launcher, _device.Options);
        _kernels.Add(kernel);
        return kernel;
    }

    /// <summary>(kernel, stream, configuration, arguments…): boxes the arguments and hands them to
    /// <see cref="InterpretedKernel.Launch(KernelConfig, object[])"/>.</summary>
    protected override MethodInfo GenerateKernelLauncherMethod(PTXCompiledKernel kernel, int customGroupSize)
    {
        if (kernel.IndexType != IndexType.KernelConfig)
            throw new NotSupportedException("Kernels without a group size of their own are not supported.");
        Type[] parameters = [.. kernel.SourceMethod.GetParameters().Select(parameter => parameter.ParameterType)];
        DynamicMethod launcher = new(
            "Launch", typeof(void), [typeof(Kernel), typeof(AcceleratorStream), typeof(KernelConfig), .. parameters],
            typeof(InterpretedAccelerator), skipVisibility: true);
        ILGenerator code = launcher.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Castclass, typeof(InterpretedKernel));
        code.Emit(OpCodes.Ldarg_2);
        code.Emit(OpCodes.Ldc_I4, parameters.Length);
        code.Emit(OpCodes.Newarr, typeof(object));
        for (int i = 0; i < parameters.Length; i++)
        {
            code.Emit(OpCodes.Dup);
            code.Emit(OpCodes.Ldc_I4, i);
            code.Emit(OpCodes.Ldarg, (short)(i + 3));
            code.Emit(OpCodes.Box, parameters[i]);
            code.Emit(OpCodes.Stelem_Ref);
        }

        Type[] signature = [typeof(KernelConfig), typeof(object[])];
        code.Emit(OpCodes.Call, typeof(InterpretedKernel).GetMethod(nameof(InterpretedKernel.Launch), signature)!);
        code.Emit(OpCodes.Ret);
        return launcher;
    }

    /// <inheritdoc/>
    protected override AcceleratorStream CreateStreamInternal() => new InterpretedStream(this);

    /// <inheritdoc/>
    protected override MemoryBuffer AllocateRawInternal(long length, int elementSize) => new InterpretedBuffer(this, length, elementSize);

    /// <inheritdoc/>
    protected override PageLockScope<T> CreatePageLockFromPinnedInternal<T>(IntPtr pinned, long numElements) =>
        new InterpretedPageLock<T>(this, pinned, numElements);

    /// <inheritdoc/>
    protected override void SynchronizeInternal()
    {
    }

    /// <inheritdoc/>
    protected override void OnBind()
    {
    }

    /// <inheritdoc/>
    protected override void OnUnbind()
    {
    }

    /// <inheritdoc/>
    protected override bool CanAccessPeerInternal(Accelerator otherAccelerator) => false;

    /// <inheritdoc/>
    protected override void EnablePeerAccessInternal(Accelerator otherAccelerator) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void DisablePeerAccessInternal(Accelerator otherAccelerator) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override int EstimateMaxActiveGroupsPerMultiprocessorInternal(
        Kernel kernel, int groupSize, int dynamicSharedMemorySizeInBytes) => throw NoOccupancy();

    /// <inheritdoc/>
    protected override int EstimateGroupSizeInternal(
        Kernel kernel, Func<int, int> computeSharedMemorySize, int maxGroupSize, out int minGridSize) => throw NoOccupancy();

    /// <inheritdoc/>
    protected override int EstimateGroupSizeInternal(
        Kernel kernel, int dynamicSharedMemorySizeInBytes, int maxGroupSize, out int minGridSize) => throw NoOccupancy();

    /// <inheritdoc/>
    protected override void DisposeAccelerator_SyncRoot(bool disposing)
    {
    }

    private static NotSupportedException NoOccupancy() => new("The PTX interpreter knows no occupancy.");
}
