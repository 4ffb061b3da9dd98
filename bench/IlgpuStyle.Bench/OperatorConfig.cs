using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace IlgpuStyle.Bench;

/// <summary>Short runs inside this process (a device is opened once a row, nothing is built again), with throughput columns.</summary>
internal sealed class OperatorConfig : ManualConfig
{
    public OperatorConfig()
    {
        AddJob(Job.ShortRun
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(1)
            .WithIterationCount(5)
            .WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(100)));
        AddColumn(ThroughputColumn.GigaFlops, ThroughputColumn.GigaBytes, ThroughputColumn.AgainstPlain);
        HideColumns(Column.Error, Column.StdDev, Column.Median, Column.Job);
    }
}
