using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace IlgpuStyle.Bench;

/// <summary>A column that is worked out from an operator's time: GFLOP/s, GB/s, or the speed against the plain kernel.</summary>
internal sealed class ThroughputColumn(string name, string legend, Func<Summary, BenchmarkCase, double> value) : IColumn
{
    /// <summary>10⁹ operations of the direct algorithm a second.</summary>
    public static ThroughputColumn GigaFlops { get; } = new(
        "GFLOP/s", "10⁹ multiplications and additions of the direct algorithm a second",
        (summary, benchmark) => WorkOf(benchmark).Flops / NanosecondsOf(summary, benchmark));

    /// <summary>10⁹ bytes of operands and results a second.</summary>
    public static ThroughputColumn GigaBytes { get; } = new(
        "GB/s", "10⁹ bytes a second, every operand and result counted once",
        (summary, benchmark) => WorkOf(benchmark).Bytes / NanosecondsOf(summary, benchmark));

    /// <summary>How many times faster than the one-thread-one-output kernel on the same device.</summary>
    public static ThroughputColumn AgainstPlain { get; } = new(
        "× plain", "speed against the plain kernel of the same device, one thread an output", SpeedAgainstPlain);

    public string Id => nameof(ThroughputColumn) + name;

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => legend;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        double result = value(summary, benchmarkCase);
        return double.IsFinite(result) && result > 0 ? result.ToString("G3", CultureInfo.InvariantCulture) : "-";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    private static OperatorWork WorkOf(BenchmarkCase benchmark)
    {
        OperatorBenchmark instance = (OperatorBenchmark)Activator.CreateInstance(benchmark.Descriptor.Type)!;
        foreach (var parameter in benchmark.Parameters.Items)
            benchmark.Descriptor.Type.GetProperty(parameter.Name)!.SetValue(instance, parameter.Value);
        return instance.Work(benchmark.Descriptor.WorkloadMethod.Name);
    }

    private static double NanosecondsOf(Summary summary, BenchmarkCase benchmark) =>
        summary[benchmark]?.ResultStatistics?.Mean ?? double.NaN;

    private static double SpeedAgainstPlain(Summary summary, BenchmarkCase benchmark)
    {
        string device = BackendOf(benchmark).Split(' ')[0];
        BenchmarkCase? plain = summary.BenchmarksCases.FirstOrDefault(other =>
            other.Descriptor.WorkloadMethod == benchmark.Descriptor.WorkloadMethod
            && BackendOf(other) == device + " plain" && LayerOf(other) == LayerOf(benchmark));
        return plain is null ? double.NaN : NanosecondsOf(summary, plain) / NanosecondsOf(summary, benchmark);
    }

    private static string BackendOf(BenchmarkCase benchmark) => (string)benchmark.Parameters[nameof(OperatorBenchmark.BackendName)];

    private static string? LayerOf(BenchmarkCase benchmark) =>
        benchmark.Parameters.Items.FirstOrDefault(parameter => parameter.Name == "Layer")?.Value?.ToString();
}
