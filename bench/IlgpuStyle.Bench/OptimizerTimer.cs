using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Optimization;

namespace IlgpuStyle.Bench;

/// <summary>How much of a run is L-BFGS's own work, with history 10 and a run's preconditioner.</summary>
internal static class OptimizerTimer
{
    /// <summary>Runs L-BFGS on a case and prints one JSON line.</summary>
    public static int Run(string path, string[] arguments)
    {
        int iterations = int.Parse(EvaluationTimer.Option(arguments, "--iterations", "30"), CultureInfo.InvariantCulture);
        int threads = int.Parse(EvaluationTimer.Option(arguments, "--threads", "0"), CultureInfo.InvariantCulture);
        using IBackend backend = new SimdBackend(new SimdOptions { Threads = threads });
        using EvaluationCase evaluation = EvaluationCase.Open(backend, path);
        evaluation.Evaluate();
        TimeSpan evaluating = TimeSpan.Zero;
        int evaluations = 0;
        Objective objective = (image, gradient) =>
        {
            long begin = Stopwatch.GetTimestamp();
            double loss = evaluation.Objective.Evaluate(image, gradient);
            evaluating += Stopwatch.GetElapsedTime(begin);
            evaluations++;
            return loss;
        };
        using LbfgsOptimizer optimizer = new(
            backend, evaluation.Image.Shape, new LbfgsOptions(),
            new PyramidPreconditioner(backend, evaluation.Image.Shape, wraps: false));
        long start = Stopwatch.GetTimestamp();
        OptimizerStep step = default;
        for (int i = 0; i < iterations; i++)
            step = optimizer.Step(objective, evaluation.Image);
        TimeSpan total = Stopwatch.GetElapsedTime(start);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            iterations,
            evaluations,
            loss = step.Loss,
            seconds = total.TotalSeconds,
            evaluating_share = evaluating / total,
            optimizer_share = (total - evaluating) / total,
        }));
        return 0;
    }
}
