using BenchmarkDotNet.Attributes;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Bench;

/// <summary>One operator on one backend at VGG19's real shapes. ILGPU's CPU accelerator is left out: it is a debugger.</summary>
public abstract class OperatorBenchmark : IDisposable
{
    /// <summary>Name of the backend: simd, cuda or opencl.</summary>
    [ParamsSource(nameof(Backends))]
    public string BackendName { get; set; } = "simd";

    /// <summary>The backends that this machine can run.</summary>
    public static IEnumerable<string> Backends =>
        IlgpuDevices.List().Where(d => d.IsGpu && d.IsUsable).Select(d => d.KindName).Distinct().Prepend("simd");

    /// <summary>The backend under test.</summary>
    protected IBackend Backend { get; private set; } = null!;

    /// <summary>Opens the backend; call first in a derived setup.</summary>
    protected void Open() => Backend = BackendName switch
    {
        "cuda" => IlgpuBackend.Create(IlgpuDeviceKind.Cuda),
        "opencl" => IlgpuBackend.Create(IlgpuDeviceKind.OpenCL),
        _ => new SimdBackend(new SimdOptions()),
    };

    /// <summary>A tensor with seeded values in [−1, 1].</summary>
    protected Tensor Random(TensorShape shape, int seed)
    {
        Tensor tensor = Backend.Allocate("benchmark", shape);
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
