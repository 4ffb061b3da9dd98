using IlgpuStyle.Runs.Batches;
using IlgpuStyle.Tests.Weights;
using Xunit.Abstractions;

namespace IlgpuStyle.Tests.Fuzz;

/// <summary>Damaged files of jobs: planned or refused.</summary>
public sealed class JobFileFuzzTests(ITestOutputHelper output)
{
    private const string Jobs = """
        {"photo": "a.jpg", "painting": "b.jpg", "style-weight": 10, "size": 512, "scales": 2}
        {"photo": "a.jpg", "painting": ["b.jpg:2", "c.jpg:1"], "output": "x.png", "init": "noise", "seed": 7, "save-every": 5}

        {"photo": "d.png", "painting": "b.jpg", "color": "keep", "optimizer": "adam", "iterations": 30}
        """;

    [Fact]
    public void Plan_MutatedJobs_PlansOrRefuses()
    {
        using TemporaryFolder folder = new();
        string path = folder["jobs.jsonl"];
        FuzzRun run = new("jobs", 31, output);
        run.Each(() => Mutation.Text(Jobs, run.Random), text =>
        {
            File.WriteAllText(path, text);
            return FuzzRun.IsRead(() => BatchPlan.Create(
                JobFile.Read(path), new(BatchSettings.Kind), ParameterGrid.Parse([]), folder["results"]));
        });
    }
}
