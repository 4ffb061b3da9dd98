using System.Diagnostics;
using System.Globalization;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Losses;

namespace IlgpuStyle.Bench;

/// <summary>Where an evaluation spends its time, by kind of operation.</summary>
internal static class ProfileTimer
{
    /// <summary>Prints a table of milliseconds and shares; the last line is what passes between the operations' parallel parts.</summary>
    public static int Run(string path, string[] arguments)
    {
        int threads = int.Parse(EvaluationTimer.Option(arguments, "--threads", "0"), CultureInfo.InvariantCulture);
        int repeats = int.Parse(EvaluationTimer.Option(arguments, "--repeats", "10"), CultureInfo.InvariantCulture);
        using SimdBackend backend = new(new SimdOptions { Threads = threads, MeasuresOperations = true });
        LossPreset preset = LossPresets.ByName(EvaluationTimer.Option(arguments, "--preset", "gatys"));
        using EvaluationCase evaluation = EvaluationCase.Open(backend, path, preset: preset);
        evaluation.Evaluate();
        IReadOnlyDictionary<string, TimeSpan> before = backend.OperationTimes;
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
            evaluation.Evaluate();
        TimeSpan total = Stopwatch.GetElapsedTime(begin), rest = total;
        Console.WriteLine($"{backend.Description}; {repeats} evaluations, {total.TotalMilliseconds / repeats:F1} ms each");
        foreach ((string operation, TimeSpan until) in backend.OperationTimes.OrderByDescending(pair => pair.Value))
        {
            TimeSpan time = until - before.GetValueOrDefault(operation);
            rest -= time;
            Print(operation, time, total, repeats);
        }

        Print("between", rest, total, repeats);
        return 0;
    }

    private static void Print(string operation, TimeSpan time, TimeSpan total, int repeats) =>
        Console.WriteLine($"  {operation,-22} {time.TotalMilliseconds / repeats,8:F2} ms {time / total,7:P1}");
}
