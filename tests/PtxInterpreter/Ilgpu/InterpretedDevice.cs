using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace PtxInterpreter.Ilgpu;

/// <summary>A device that does not exist: ILGPU compiles for it as for a CUDA card, and the processor executes the PTX.</summary>
[DeviceType(AcceleratorType.Cuda)]
public sealed class InterpretedDevice : Device
{
    /// <summary>Describes the card.</summary>
    /// <param name="multiprocessors">What programs that fill a card see of its size; the interpreter runs one group at a time.</param>
    /// <param name="options">How programs are executed; null for the defaults.</param>
    public InterpretedDevice(int multiprocessors = 2, InterpreterOptions? options = null)
    {
        Name = "PTX interpreter";
        MemorySize = 1L << 40;
        MaxGridSize = new Index3D(int.MaxValue, ushort.MaxValue, ushort.MaxValue);
        MaxGroupSize = new Index3D(1024, 1024, 64);
        MaxNumThreadsPerGroup = 1024;
        MaxSharedMemoryPerGroup = 48 << 10;
        MaxConstantMemory = 64 << 10;
        WarpSize = 32;
        NumMultiprocessors = multiprocessors;
        MaxNumThreadsPerMultiprocessor = 2048;
        Capabilities = new CudaCapabilityContext(Architecture);
        Options = options ?? new InterpreterOptions();
    }

    /// <summary>What the PTX is generated for.</summary>
    public static CudaArchitecture Architecture => CudaArchitecture.SM_80;

    /// <summary>How programs are executed.</summary>
    public InterpreterOptions Options { get; }

    /// <inheritdoc/>
    public override Accelerator CreateAccelerator(Context context) => new InterpretedAccelerator(context, this);
}
