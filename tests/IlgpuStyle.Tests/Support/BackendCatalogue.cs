using ILGPU;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Tests.Reference;
using PtxInterpreter;
using PtxInterpreter.Ilgpu;

namespace IlgpuStyle.Tests.Support;

/// <summary>
/// Every backend that tests know, by its name on the command line. <see cref="Simd"/> and <see cref="IlgpuCpu"/> must work on every
/// machine; a graphics card is optional, and its tests say why they did not run.
/// </summary>
internal static class BackendCatalogue
{
    /// <summary>The naive float64 loops.</summary>
    public const string Reference = "reference";

    /// <summary>Vector instructions and threads.</summary>
    public const string Simd = "simd";

    /// <summary>The same with direct convolutions.</summary>
    public const string SimdDirect = "simd, direct convolutions";

    /// <summary>ILGPU's accelerator on the host, made for debugging kernels.</summary>
    public const string IlgpuCpu = "ilgpu-cpu";

    /// <summary>The same with NaN in all memory that an operator has not written itself.</summary>
    public const string IlgpuCpuSoiled = "ilgpu-cpu, soiled";

    /// <summary>The same with groups of 256 threads, soiled, as a card runs them: tiled kernels. Slow.</summary>
    public const string IlgpuCpuTiles = "ilgpu-cpu, groups of 256";

    /// <summary>The same with Winograd's convolutions, soiled, which take pooling along.</summary>
    public const string IlgpuCpuWinograd = "ilgpu-cpu, Winograd";

    /// <summary>The PTX of an NVIDIA card, interpreted, in groups of 64 threads: no tiled kernels.</summary>
    public const string Ptx = "ptx";

    /// <summary>The same in groups of three threads: trees of odd size.</summary>
    public const string PtxOddGroups = "ptx, groups of 3";

    /// <summary>In groups of 64 with Winograd's convolutions, and products and sums fused as the driver's assembler is free to.</summary>
    public const string PtxWinograd = "ptx, Winograd, contracted";

    /// <summary>In groups of 256 threads, with direct convolutions: tiled kernels.</summary>
    public const string PtxTiles = "ptx, groups of 256";

    /// <summary>In groups of 256 threads, with Winograd's convolutions, products and sums fused.</summary>
    public const string PtxTiledWinograd = "ptx, groups of 256, Winograd, contracted";

    /// <summary>In groups of 256 threads, wide convolutions on the tensor cores.</summary>
    public const string PtxTensorCores = "ptx, tensor cores";

    /// <summary>NVIDIA cards.</summary>
    public const string Cuda = "cuda";

    /// <summary>OpenCL devices.</summary>
    public const string OpenCL = "opencl";

    /// <summary>Opens a backend.</summary>
    /// <exception cref="SkipException">It is optional and this machine has none; the message says why.</exception>
    public static IBackend Open(string name) => name switch
    {
        Reference => new ReferenceBackend(),
        Simd => new SimdBackend(new SimdOptions()),
        SimdDirect => new SimdBackend(new SimdOptions { DirectConvolution = true }),
        IlgpuCpu => IlgpuBackend.Create(IlgpuDeviceKind.Cpu),
        IlgpuCpuSoiled => IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: new IlgpuOptions { SoilsScratch = true }),
        IlgpuCpuTiles => IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: new IlgpuOptions { GroupSize = 256, SoilsScratch = true }),
        IlgpuCpuWinograd => IlgpuBackend.Create(
            IlgpuDeviceKind.Cpu, options: new IlgpuOptions { Convolution = ConvolutionVariant.Winograd, SoilsScratch = true }),
        Ptx => OpenInterpreted(new IlgpuOptions { GroupSize = 64, Convolution = ConvolutionVariant.Direct }, contract: false),
        PtxOddGroups => OpenInterpreted(new IlgpuOptions { GroupSize = 3, Convolution = ConvolutionVariant.Direct }, contract: false),
        PtxWinograd => OpenInterpreted(new IlgpuOptions { GroupSize = 64, Convolution = ConvolutionVariant.Winograd }, contract: true),
        PtxTiles => OpenInterpreted(new IlgpuOptions { Convolution = ConvolutionVariant.Direct }, contract: false),
        PtxTiledWinograd => OpenInterpreted(new IlgpuOptions { Convolution = ConvolutionVariant.Winograd }, contract: true),
        PtxTensorCores => OpenInterpreted(
            new IlgpuOptions { Convolution = ConvolutionVariant.Tensor, TensorCores = true }, contract: false),
        Cuda => OpenIfPresent(IlgpuDeviceKind.Cuda),
        OpenCL => OpenIfPresent(IlgpuDeviceKind.OpenCL),
        _ => throw new ArgumentException($"unknown backend '{name}'."),
    };

    /// <summary>A backend whose kernels are interpreted, as for a CUDA card, with soiled scratch memory.</summary>
    internal static IlgpuBackend OpenInterpreted(IlgpuOptions options, bool contract, int multiprocessors = 1)
    {
        Context context = IlgpuDevices.CreateContext(IlgpuDeviceKind.Cpu);
        InterpretedDevice device = new(multiprocessors, new InterpreterOptions { Contract = contract });
        return new IlgpuBackend(
            IlgpuDeviceKind.Cuda, context, device.CreateAccelerator(context), options with { SoilsScratch = true });
    }

    private static IlgpuBackend OpenIfPresent(IlgpuDeviceKind kind)
    {
        List<IlgpuDevice> devices = [.. IlgpuDevices.List().Where(device => device.Kind == kind)];
        IlgpuDevice? usable = devices.Find(device => device.IsUsable);
        Skip.If(usable is null, $"{IlgpuDevice.NameOf(kind)}: {devices[0].UnusableReason}");
        return IlgpuBackend.Create(kind, usable.Index);
    }
}
