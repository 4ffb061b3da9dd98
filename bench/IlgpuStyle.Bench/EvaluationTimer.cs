using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;

namespace IlgpuStyle.Bench;

/// <summary>Times whole evaluations: forward, losses, backward to the picture.</summary>
internal static class EvaluationTimer
{
    /// <summary>Prints one JSON line with the same fields as the peers' scripts.</summary>
    public static int Run(string path, string[] arguments)
    {
        int threads = int.Parse(Option(arguments, "--threads", "0"), CultureInfo.InvariantCulture);
        int repeats = int.Parse(Option(arguments, "--repeats", "5"), CultureInfo.InvariantCulture);
        string gradientPath = Option(arguments, "--gradient", "");
        string name = Option(arguments, "--backend", "simd");
        using IBackend backend = IlgpuDevice.Parse(name) is (var kind, var index)
            ? IlgpuBackend.Create(kind, index, new IlgpuOptions
            {
                Convolution = Enum.Parse<ConvolutionVariant>(Option(arguments, "--convolution", "automatic"), ignoreCase: true),
                HalfActivations = arguments.Contains("--half"),
                TensorCores = arguments.Contains("--tf32"),
            })
            : new SimdBackend(new SimdOptions { Threads = threads });
        using EvaluationCase evaluation = EvaluationCase.Open(backend, path, EvaluationCase.PlanOf(Option(arguments, "--plan", "")));
        // Kernels are compiled in it.
        long opened = Stopwatch.GetTimestamp();
        double loss = evaluation.Evaluate();
        double first = Stopwatch.GetElapsedTime(opened).TotalSeconds;
        long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        double[] seconds = new double[repeats];
        for (int i = 0; i < repeats; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            loss = evaluation.Evaluate();
            seconds[i] = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }

        long allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        if (gradientPath.Length > 0)
            evaluation.WriteGradient(gradientPath);
        Array.Sort(seconds);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            engine = backend.Description,
            median_s = seconds[repeats / 2],
            min_s = seconds[0],
            loss,
            first_s = first,
            peak_bytes = Process.GetCurrentProcess().PeakWorkingSet64,
            backend_bytes = backend.PeakAllocatedBytes,
            managed_bytes_per_evaluation = allocated / repeats,
        }));
        return 0;
    }

    /// <summary>The value after a name, or the default.</summary>
    public static string Option(string[] arguments, string name, string defaultValue)
    {
        int index = Array.IndexOf(arguments, name);
        return index >= 0 && index + 1 < arguments.Length ? arguments[index + 1] : defaultValue;
    }
}
