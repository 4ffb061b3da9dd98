using System.Globalization;

namespace IlgpuStyle.Runs.Batches;

/// <summary>
/// The part of a batch that this process makes: jobs Index, Index + Count, Index + 2·Count, …
/// </summary>
/// <param name="Index">From 0.</param>
/// <param name="Count">At least 1.</param>
/// <param name="Source">Who said so, for people; empty if nobody did.</param>
internal sealed record Shard(int Index, int Count, string Source)
{
    /// <summary>All of it.</summary>
    public static Shard Whole { get; } = new(0, 1, "");

    /// <summary>
    /// The shard that was asked for: by option, else by Slurm, else by Kubernetes, else the whole batch.
    /// </summary>
    /// <param name="shard">--shard I/N, I from 1; null if not given.</param>
    /// <param name="shards">--shards N; null if not given.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <exception cref="InputException">
    /// A text is not of that form, or the scheduler says too little.
    /// </exception>
    public static Shard Choose(string? shard, int? shards, Func<string, string?> environment)
    {
        if (shards is < 1)
            throw new InputException($"--shards {shards}: expected 1 or more.");
        if (shard is not null)
            return Typed(shard);
        if (environment("SLURM_ARRAY_TASK_ID") is { Length: > 0 })
            return Slurm(shards, environment);
        if (environment("JOB_COMPLETION_INDEX") is { Length: > 0 })
            return Kubernetes(shards, environment);
        return shards is > 1
            ? throw new InputException(
                $"--shards {shards}: there is no SLURM_ARRAY_TASK_ID and no JOB_COMPLETION_INDEX that says "
                    + $"which one this is; give --shard I/{shards}.")
            : Whole;
    }

    /// <summary>The jobs of this shard.</summary>
    public IReadOnlyList<BatchJob> Of(IReadOnlyList<BatchJob> jobs) =>
        [.. jobs.Where((_, i) => i % Count == Index)];

    /// <summary>"2/4", as --shard takes it.</summary>
    public override string ToString() => $"{Index + 1}/{Count}";

    private static Shard Typed(string text)
    {
        string[] parts = text.Split('/');
        if (parts.Length == 2 && TryRead(parts[0], out int index) && TryRead(parts[1], out int count)
            && index >= 1 && index <= count)
            return new Shard(index - 1, count, "--shard");
        throw new InputException($"--shard '{text}': expected I/N with I from 1 to N, such as 2/4.");
    }

    // Slurm numbers tasks MIN, MIN + STEP, …; COUNT of them. A task that is submitted again alone comes as an
    // array of one: only --shards then tells which part was meant, and it takes the number itself.
    private static Shard Slurm(int? shards, Func<string, string?> environment)
    {
        int id = Read(environment, "SLURM_ARRAY_TASK_ID");
        if (shards is { } given)
            return new Shard(id % given, given, $"Slurm array task {id} and --shards");
        int count = Read(environment, "SLURM_ARRAY_TASK_COUNT");
        int minimum = Read(environment, "SLURM_ARRAY_TASK_MIN");
        int step = environment("SLURM_ARRAY_TASK_STEP") is { Length: > 0 }
            ? Read(environment, "SLURM_ARRAY_TASK_STEP")
            : 1;
        int index = (id - minimum) / Math.Max(1, step);
        if (count < 1 || id < minimum || step < 1 || (id - minimum) % step != 0 || index >= count)
            throw new InputException(
                $"Slurm array task {id} of {count} tasks from {minimum} in steps of {step}: the numbers are "
                    + $"not evenly spaced; submit --array=0-{Math.Max(1, count) - 1}, or give "
                    + "--shards N or --shard I/N.");
        return new Shard(index, count, $"Slurm array task {id}");
    }

    private static Shard Kubernetes(int? shards, Func<string, string?> environment)
    {
        int index = Read(environment, "JOB_COMPLETION_INDEX");
        if (shards is null && environment("JOB_COMPLETIONS") is not { Length: > 0 })
            throw new InputException(
                $"JOB_COMPLETION_INDEX is {index}, but nothing says of how many: give --shards N or set "
                    + "JOB_COMPLETIONS to the job's completions.");
        int count = shards ?? Read(environment, "JOB_COMPLETIONS");
        return index < count
            ? new Shard(index, count, $"Kubernetes completion index {index}")
            : throw new InputException(
                $"JOB_COMPLETION_INDEX is {index}: expected 0 to {count - 1} for {count} completions.");
    }

    private static int Read(Func<string, string?> environment, string name) =>
        TryRead(environment(name) ?? "", out int value)
            ? value
            : throw new InputException(
                $"{name} is '{environment(name)}': expected a whole number; give --shard "
                    + "I/N to go without it.");

    private static bool TryRead(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
