using System.Numerics;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.IR;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>What ILGPU finds on this machine, and why the rest cannot be used. Never throws for a device's
/// sake.</summary>
internal static class IlgpuDevices
{
    // As many as ILGPU's own default has.
    private const int MostCpuThreads = 16;

    /// <summary>Every device of every kind, in the order CUDA, OpenCL, CPU; a kind without devices gives one
    /// unusable line.</summary>
    public static IReadOnlyList<IlgpuDevice> List() =>
        [.. Enum.GetValues<IlgpuDeviceKind>().SelectMany(ListKind)];

    /// <summary>
    /// A context with the devices of one kind. OpenCL devices that lack a capability are let in here, so that <see cref="Open"/> can
    /// say which.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="groupSize">Threads a group of the CPU accelerator; null for one a processor.</param>
    internal static Context CreateContext(IlgpuDeviceKind kind, int? groupSize = null) => Context.Create(builder =>
    {
        Configure(builder);
        if (kind == IlgpuDeviceKind.Cuda)
            builder.Cuda();
        else if (kind == IlgpuDeviceKind.OpenCL)
            builder.OpenCL(_ => true);
        else
            builder.CPU(CpuDeviceOf(groupSize ?? Math.Min(MostCpuThreads, Environment.ProcessorCount)));
    });

    // All threads of the device are the operating system's and are woken by each launch, so it has no more than are put to use.
    private static CPUDevice CpuDeviceOf(int groupSize)
    {
        int warp = Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)groupSize), 2, 32);
        return new CPUDevice(warp, (groupSize + warp - 1) / warp, 1);
    }

    /// <summary>What every context has. O2 because O1 emits generic-pointer loads in PTX.</summary>
    internal static void Configure(Context.Builder builder)
    {
        builder.EnableAlgorithms().Optimize(OptimizationLevel.O2);
        FusedMultiplyAdd.Register(builder.GetIntrinsicManager());
        HalfFloat.Register(builder.GetIntrinsicManager());
        SharedBarrier.Register(builder.GetIntrinsicManager());
        TensorCore.Register(builder.GetIntrinsicManager());
        AsyncCopy.Register(builder.GetIntrinsicManager());
    }

    /// <summary>The devices of one kind in a context, in ILGPU's order.</summary>
    internal static List<Device> OfKind(Context context, IlgpuDeviceKind kind)
    {
        AcceleratorType type = kind switch
        {
            IlgpuDeviceKind.Cuda => AcceleratorType.Cuda,
            IlgpuDeviceKind.OpenCL => AcceleratorType.OpenCL,
            _ => AcceleratorType.CPU,
        };
        List<Device> devices = [];
        foreach (Device device in context.Devices)
        {
            if (device.AcceleratorType == type)
                devices.Add(device);
        }

        return devices;
    }

    /// <summary>Memory in bytes; ILGPU gives none for the CPU accelerator, which uses the host's.</summary>
    internal static long MemoryBytes(IlgpuDeviceKind kind, long reported) =>
        kind == IlgpuDeviceKind.Cpu ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes : reported;

    /// <summary>Opens a device.</summary>
    /// <exception cref="InputException">It lacks a capability, or its driver fails.</exception>
    internal static Accelerator Open(Context context, Device device)
    {
        try
        {
            return device.CreateAccelerator(context);
        }
        catch (Exception exception) when (exception is not InputException)
        {
            throw new InputException(Explain(device, exception), exception);
        }
    }

    /// <summary>Why a kind has no device at all, and what to do.</summary>
    internal static string WhyNone(IlgpuDeviceKind kind)
    {
        if (kind == IlgpuDeviceKind.Cuda)
        {
            return CanLoad(OperatingSystem.IsWindows() ? "nvcuda" : "libcuda.so.1")
                ? "the NVIDIA driver is installed but reports no card: try nvidia-smi"
                : "no NVIDIA driver (libcuda not found): install the driver of the card";
        }

        return WhyNoOpenCL();
    }

    /// <summary>The devices of one kind; never empty, since a kind without devices gives one unusable line.</summary>
    public static IReadOnlyList<IlgpuDevice> ListKind(IlgpuDeviceKind kind)
    {
        if (LacksDriver(kind))
            return [new IlgpuDevice(kind, -1, "", false, 0, WhyNone(kind))];
        try
        {
            using Context context = CreateContext(kind);
            List<Device> devices = OfKind(context, kind);
            if (devices.Count == 0)
                return [new IlgpuDevice(kind, -1, "", false, 0, WhyNone(kind))];
            List<IlgpuDevice> lines = [];
            for (int i = 0; i < devices.Count; i++)
            {
                string? reason = WhyUnusable(context, devices[i], out string identity, out bool tensorCores);
                lines.Add(new IlgpuDevice(
                    kind, i, devices[i].Name, IsGpu(devices[i]), MemoryBytes(kind, devices[i].MemorySize), reason)
                {
                    Identity = identity,
                    HasTensorCores = tensorCores,
                });
            }

            return lines;
        }
        catch (Exception exception)
        {
            return [new IlgpuDevice(kind, -1, "", false, 0, $"the driver fails: {FirstLine(exception)}")];
        }
    }

    // ILGPU takes a third of a second to find out the same. Looked for as it does: from its assembly, by its names.
    private static bool LacksDriver(IlgpuDeviceKind kind) => OperatingSystem.IsLinux() && kind switch
    {
        IlgpuDeviceKind.Cuda => !CanIlgpuLoad("libcuda.so.1") && !CanIlgpuLoad("libcuda.so"),
        IlgpuDeviceKind.OpenCL => !CanIlgpuLoad("libOpenCL.so"),
        _ => false,
    };

    private static bool CanIlgpuLoad(string library)
    {
        if (!NativeLibrary.TryLoad(library, typeof(Context).Assembly, null, out nint handle))
            return false;
        NativeLibrary.Free(handle);
        return true;
    }

    /// <summary>Whether it is a graphics card; OpenCL runs on processors too.</summary>
    internal static bool IsGpu(Device device) => device.AcceleratorType switch
    {
        AcceleratorType.Cuda => true,
        AcceleratorType.OpenCL => device is CLDevice { DeviceType: CLDeviceType.CL_DEVICE_TYPE_GPU },
        _ => false,
    };

    /// <summary>What the speed and the bits of kernels depend on: the device and its driver.</summary>
    internal static string IdentityOf(Accelerator accelerator) =>
        $"{accelerator.AcceleratorType} {accelerator.Name}, {accelerator.NumMultiprocessors} multiprocessors, groups of "
            + $"{accelerator.MaxNumThreadsPerGroup}{DriverOf(accelerator)}";

    private static string DriverOf(Accelerator accelerator) => accelerator switch
    {
        CudaAccelerator when CudaAPI.CurrentAPI.GetDriverVersion(out CudaDriverVersion version) == CudaError.CUDA_SUCCESS =>
            $", driver for CUDA {version.Major}.{version.Minor}{NvidiaBuild()}",
        CLAccelerator { Device: CLDevice device } =>
            $", driver {CLAPI.CurrentAPI.GetDeviceInfo(device.DeviceId, CLDeviceInfoType.CL_DRIVER_VERSION)}",
        _ => "",
    };

    // CUDA's version stays the same from one build of the driver to the next; only Linux says the build without a further library.
    private static string NvidiaBuild()
    {
        const string File = "/proc/driver/nvidia/version";
        return System.IO.File.Exists(File) ? $", {System.IO.File.ReadLines(File).FirstOrDefault("").Trim()}" : "";
    }

    private static string? WhyUnusable(Context context, Device device, out string identity, out bool tensorCores)
    {
        (identity, tensorCores) = ("", false);
        try
        {
            using Accelerator accelerator = Open(context, device);
            identity = IdentityOf(accelerator);
            tensorCores = TensorCore.IsPresent(accelerator);
            return null;
        }
        catch (InputException exception)
        {
            return exception.Message;
        }
    }

    private static string Explain(Device device, Exception exception) =>
        exception is CapabilityNotSupportedException
        ? $"'{device.Name}' lacks a capability that ILGPU needs ({FirstLine(exception)}): use another device or driver"
        : $"'{device.Name}' cannot be opened ({FirstLine(exception)}): check the driver";

    private static string WhyNoOpenCL()
    {
        if (CanLoad("OpenCL"))
            return "the OpenCL library is installed but no platform offers a device: install the vendor's OpenCL driver (ICD)";
        return !OperatingSystem.IsWindows() && CanLoad("libOpenCL.so.1")
            ? "libOpenCL.so.1 is installed, but ILGPU loads it by the name libOpenCL.so: install ocl-icd-opencl-dev or add that link"
            : "no OpenCL library: install the vendor's OpenCL driver";
    }

    private static bool CanLoad(string library)
    {
        if (!NativeLibrary.TryLoad(library, out nint handle))
            return false;
        NativeLibrary.Free(handle);
        return true;
    }

    private static string FirstLine(Exception exception) =>
        DeviceFailure.FirstLine(exception.GetBaseException());
}
