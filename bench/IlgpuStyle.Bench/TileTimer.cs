using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd;

namespace IlgpuStyle.Bench;

/// <summary>Times a tiled evaluation against the whole one, in turn in one process, and compares their results.</summary>
internal static class TileTimer
{
    /// <summary>Prints one JSON line for each plan.</summary>
    public static int Run(string path, string[] arguments)
    {
        int threads = int.Parse(EvaluationTimer.Option(arguments, "--threads", "0"), CultureInfo.InvariantCulture);
        int repeats = int.Parse(EvaluationTimer.Option(arguments, "--repeats", "3"), CultureInfo.InvariantCulture);
        using IBackend backend = new SimdBackend(new SimdOptions { Threads = threads });
        using EvaluationCase whole = EvaluationCase.Open(backend, path);
        foreach (string plan in arguments.SkipWhile(a => a != "--plans").Skip(1))
        {
            using EvaluationCase tiled = EvaluationCase.Open(backend, path, EvaluationCase.PlanOf(plan));
            double wholeLoss = whole.Evaluate(), tiledLoss = tiled.Evaluate();
            double[] wholeSeconds = new double[repeats], tiledSeconds = new double[repeats];
            for (int i = 0; i < repeats; i++)
            {
                wholeSeconds[i] = Seconds(whole);
                tiledSeconds[i] = Seconds(tiled);
            }

            Console.WriteLine(JsonSerializer.Serialize(new
            {
                plan,
                whole_s = wholeSeconds.Min(),
                tiled_s = tiledSeconds.Min(),
                ratio = tiledSeconds.Min() / wholeSeconds.Min(),
                ratio_of_medians = tiledSeconds.Order().ElementAt(repeats / 2) / wholeSeconds.Order().ElementAt(repeats / 2),
                whole_bytes = whole.Objective.NetworkBytes,
                tiled_bytes = tiled.Objective.NetworkBytes,
                loss_differs = Math.Abs(tiledLoss / wholeLoss - 1),
                gradient_differs = Difference(backend, whole, tiled),
            }));
        }

        return 0;
    }

    private static double Seconds(EvaluationCase evaluation)
    {
        long begin = Stopwatch.GetTimestamp();
        evaluation.Evaluate();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static double Difference(IBackend backend, EvaluationCase a, EvaluationCase b)
    {
        double[] products = new double[4];
        backend.Dots([a.Gradient, b.Gradient], [a.Gradient, b.Gradient], products);
        return Math.Sqrt(Math.Max(0, products[0] - products[1] - products[2] + products[3]) / products[0]);
    }
}
