using IlgpuStyle.Runs.Batches;

namespace IlgpuStyle.Tests.Cli.Batches;

/// <summary>Which part of a batch a process makes.</summary>
public sealed class ShardTests
{
    [Theory]
    [InlineData("1/1", null, "", 0, 1)]
    [InlineData("2/4", null, "", 1, 4)]
    [InlineData("2/4", 9, "SLURM_ARRAY_TASK_ID=0 JOB_COMPLETION_INDEX=5", 1, 4)]
    [InlineData(null, null, "", 0, 1)]
    [InlineData(null, 1, "", 0, 1)]
    [InlineData(null, null, "SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=2 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_STEP=1", 0, 2)]
    [InlineData(null, null, "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1", 2, 3)]
    [InlineData(null, null, "SLURM_ARRAY_TASK_ID=14 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_STEP=4", 1, 3)]
    [InlineData(null, 4, "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=1 SLURM_ARRAY_TASK_MIN=3", 3, 4)]
    [InlineData(null, null, "JOB_COMPLETION_INDEX=2 JOB_COMPLETIONS=3", 2, 3)]
    [InlineData(null, 5, "JOB_COMPLETION_INDEX=2 JOB_COMPLETIONS=3", 2, 5)]
    public void Choose_Given_TakesTheFirstThatSays(string? shard, int? shards, string environment, int index, int count)
    {
        Shard chosen = Choose(shard, shards, environment);
        Assert.Equal((index, count), (chosen.Index, chosen.Count));
    }

    [Theory]
    [InlineData("0/2", null, "", "--shard '0/2'")]
    [InlineData("3/2", null, "", "--shard '3/2'")]
    [InlineData("2", null, "", "--shard '2'")]
    [InlineData("-1/2", null, "", "--shard '-1/2'")]
    [InlineData(null, 0, "", "--shards 0")]
    [InlineData(null, 3, "", "--shard I/3")]
    [InlineData(null, null, "SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=1", "evenly")]
    [InlineData(null, null, "SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_COUNT=2 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=3", "evenly")]
    [InlineData(null, null, "SLURM_ARRAY_TASK_ID=x", "SLURM_ARRAY_TASK_ID")]
    [InlineData(null, null, "JOB_COMPLETION_INDEX=0", "JOB_COMPLETIONS")]
    [InlineData(null, null, "JOB_COMPLETION_INDEX=3 JOB_COMPLETIONS=3", "0 to 2")]
    public void Choose_TooLittleOrWrong_SaysWhatIsMissing(string? shard, int? shards, string environment, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() => Choose(shard, shards, environment)).Message);

    [Fact]
    public void Of_AllShards_EveryJobOnce()
    {
        BatchJob[] jobs = [.. Enumerable.Range(0, 11).Select(i => new BatchJob($"{i}", new(BatchSettings.Kind), new(BatchSettings.Kind)))];
        IEnumerable<BatchJob> all = Enumerable.Range(0, 4).SelectMany(i => new Shard(i, 4, "").Of(jobs));
        Assert.Equal(jobs.Length, all.Distinct().Count());
        Assert.Equal(jobs.Length, all.Count());
    }

    private static Shard Choose(string? shard, int? shards, string environment)
    {
        Dictionary<string, string> variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]);
        return Shard.Choose(shard, shards, name => variables.GetValueOrDefault(name));
    }
}
