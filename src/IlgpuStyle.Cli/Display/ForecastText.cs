using System.Globalization;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Backends;
using IlgpuStyle.Planning;

namespace IlgpuStyle.Cli.Display;

/// <summary>A plan in two lines, as 'plan' and the head of every run print it.</summary>
internal static class ForecastText
{
    private static readonly Dictionary<MemoryPart, string> s_names = new()
    {
        [MemoryPart.Weights] = "weights",
        [MemoryPart.Activations] = "activations",
        [MemoryPart.Targets] = "targets",
        [MemoryPart.History] = "L-BFGS history",
        [MemoryPart.Vectors] = "picture and vectors",
        [MemoryPart.Workspace] = "workspace",
        [MemoryPart.Host] = "vectors and tiles on the host",
        [MemoryPart.Pictures] = "pictures",
        [MemoryPart.Runtime] = "runtime",
    };

    /// <summary>Time, memory, and what was changed to fit.</summary>
    public static IEnumerable<string> Lines(RunForecast forecast)
    {
        RunPlan plan = forecast.Plan;
        string stages = string.Join(", ", plan.Stages.Select(stage => string.Create(
            CultureInfo.InvariantCulture, $"{stage.Evaluations} of {stage.SecondsPerEvaluation:0.000} s at {stage.Size}")));
        yield return $"plan: about {Counted.Of(plan.Evaluations, "evaluation")} ({stages}), about {Duration(plan.Time)}";
        yield return Memory(plan.Memory);
        if (forecast.Changes.Length > 0)
            yield return $"note: {forecast.Changes}";
        if (!plan.Memory.IsOnDevice && plan.Memory.LimitedBytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            yield return "warning: the machine has less memory than that; --memory makes the run fit, or says what would";
    }

    private static string Memory(MemoryPlan memory)
    {
        string parts = string.Join(
            ", ",
            s_names.Where(name => memory.Parts[name.Key] > 0)
                .Select(name => $"{name.Value} {ByteSize.Format(memory.Parts[name.Key])}"));
        string card = memory.Devices > 1 ? "of the first card, as much or less of each other" : "of the card";
        string each = memory.Devices > 1 ? $" for {memory.Devices} devices" : "";
        return memory.IsOnDevice
            ? $"memory: about {ByteSize.Format(memory.BackendBytes)} {card} and {ByteSize.Format(memory.HostBytes)} of the host: {parts}"
            : $"memory: about {ByteSize.Format(memory.LimitedBytes)}{each}: {parts}";
    }

    /// <summary>"0:07", "12:34", "3:05:09".</summary>
    public static string Duration(TimeSpan time)
    {
        // Rounded first: 59.7 s is 1:00, not 0:59.
        TimeSpan whole = TimeSpan.FromSeconds(Math.Round(Math.Min(time.TotalSeconds, 1e9)));
        return whole.TotalHours >= 1
            ? $"{(int)whole.TotalHours}:{whole.Minutes:00}:{whole.Seconds:00}"
            : $"{whole.Minutes}:{whole.Seconds:00}";
    }
}
