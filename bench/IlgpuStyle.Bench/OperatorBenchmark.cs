using BenchmarkDotNet.Attributes;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Bench;

/// <summary>
/// One operator on one backend at VGG19's real shapes. ILGPU's CPU accelerator is left out (<see cref="DebuggerBenchmarks"/> has it).
/// <c>ISTYLE_BENCH_BACKENDS</c> names other backends, separated by commas.
/// </summary>
[Config(typeof(OperatorConfig))]
public abstract class OperatorBenchmark : IDisposable
{
    /// <summary>Name of the backend, and for convolutions on a device the kernel: "simd", "cuda winograd".</summary>
    public abstract string BackendName { get; set; }

    /// <summary>The backends that the environment names; null if it names none.</summary>
    protected static IEnumerable<string>? Listed =>
        Environment.GetEnvironmentVariable("ISTYLE_BENCH_BACKENDS") is { Length: > 0 } names ? names.Split(',') : null;

    /// <summary>The kinds of graphics cards that this machine can run.</summary>
    protected static IEnumerable<string> Devices =>
        IlgpuDevices.List().Where(d => d.IsGpu && d.IsUsable).Select(d => d.KindName).Distinct();

    /// <summary>The backend under test.</summary>
    private protected IBackend Backend { get; private set; } = null!;

    /// <summary>What one call of a benchmark method has to do.</summary>
    public abstract OperatorWork Work(string method);

    /// <summary>Opens the backend; call first in a derived setup.</summary>
    protected void Open() => Backend = Open(BackendName);

    /// <summary>Opens a backend by the name of a row.</summary>
    internal static IBackend Open(string name)
    {
        string[] words = name.Split(' ');
        if (words[0] == "simd")
            return new SimdBackend(new SimdOptions());
        IlgpuDeviceKind kind = Enum.GetValues<IlgpuDeviceKind>().Single(k => IlgpuDevice.NameOf(k) == words[0]);
        ConvolutionVariant variant = words.Length > 1 ? Enum.Parse<ConvolutionVariant>(words[1], ignoreCase: true) : default;
        IlgpuOptions options = new() { Convolution = variant, TensorCores = variant == ConvolutionVariant.Tensor };
        return IlgpuBackend.Create(kind, options: options);
    }

    /// <summary>A tensor with seeded values in [−1, 1].</summary>
    private protected Tensor Random(TensorShape shape, int seed)
    {
        Tensor tensor = Backend.Allocate("benchmark", shape, TensorRole.Working);
        Backend.Upload(Values((int)shape.Length, seed), tensor);
        return tensor;
    }

    /// <summary>Seeded values in [−1, 1].</summary>
    internal static float[] Values(int length, int seed)
    {
        Random random = new(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++)
            values[i] = 2 * random.NextSingle() - 1;
        return values;
    }

    /// <inheritdoc/>
    [GlobalCleanup]
    public void Dispose()
    {
        Backend?.Dispose();
        GC.SuppressFinalize(this);
    }
}
