using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IlgpuStyle.Backends;
using IlgpuStyle.Backends.Scratch;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Optimization;

namespace IlgpuStyle.Bench;

/// <summary>What a picture too large for memory takes: one step of L-BFGS (two evaluations) with a tiled objective.</summary>
internal static class LargeTimer
{
    /// <summary>Prints one JSON line.</summary>
    public static int Run(string path, string[] arguments)
    {
        int threads = int.Parse(EvaluationTimer.Option(arguments, "--threads", "0"), CultureInfo.InvariantCulture);
        int history = int.Parse(EvaluationTimer.Option(arguments, "--history", "5"), CultureInfo.InvariantCulture);
        string plan = EvaluationTimer.Option(arguments, "--plan", ""), folder = EvaluationTimer.Option(arguments, "--scratch", "");
        using IBackend simd = new SimdBackend(new SimdOptions { Threads = threads });
        using IBackend backend = folder.Length == 0 ? new SimdBackend(new SimdOptions { Threads = threads })
            : new ScratchBackend(simd, folder);
        using EvaluationCase evaluation = EvaluationCase.Open(backend, path, EvaluationCase.PlanOf(plan));
        using LbfgsOptimizer optimizer = new(
            backend, evaluation.Image.Shape,
            new LbfgsOptions { HistorySize = history, LineSearch = new LineSearchOptions { MaxEvaluations = 1 } },
            new PyramidPreconditioner(backend, evaluation.Image.Shape, wraps: false));
        List<double> seconds = [];
        long start = Stopwatch.GetTimestamp();
        OptimizerStep step = optimizer.Step(Evaluate, evaluation.Image);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            plan,
            scratch = folder.Length > 0,
            evaluation_s = seconds,
            step_s = Stopwatch.GetElapsedTime(start).TotalSeconds,
            step.Loss,
            peak_bytes = Process.GetCurrentProcess().PeakWorkingSet64,
            backend_bytes = simd.PeakAllocatedBytes,
        }));
        return 0;

        double Evaluate(Tensors.Tensor image, Tensors.Tensor gradient)
        {
            long begin = Stopwatch.GetTimestamp();
            double loss = evaluation.Objective.Evaluate(image, gradient);
            seconds.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
            return loss;
        }
    }
}
