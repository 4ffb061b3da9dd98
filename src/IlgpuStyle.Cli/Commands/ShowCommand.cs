using System.CommandLine;
using System.Globalization;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.State;

namespace IlgpuStyle.Cli.Commands;

/// <summary><c>istyle show OUT.png</c>.</summary>
internal static class ShowCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> run = new("RUN")
        {
            Description = "A picture that istyle made, a checkpoint, or the --run folder of either.",
        };
        Command command = new(
            "show", "Print how a picture was made, and whether 'rerun' would still find the same inputs.")
        {
            run,
        };
        command.SetAction(parsed =>
        {
            foreach (string line in Describe(parsed.GetValue(run)!))
                Console.Out.WriteLine(line);
            return ExitCodes.Success;
        });
        return command;
    }

    private static IEnumerable<string> Describe(string run)
    {
        if (!IsUnfinished(run))
            return Describe(PictureRecord.Read(RunFolder.PictureOf(run)));
        string path = RunFiles.CheckpointOf(run);
        using Checkpoint checkpoint = Checkpoint.Open(path);
        RunRecord record = RunRecord.Parse(
            checkpoint.Record.GetValueOrDefault(RunRecord.Key) ?? "null", path);
        long iteration = checkpoint.State.ReadInteger("iteration");
        long stage = checkpoint.State.ReadInteger("stage index") + 1;
        string stages = Printable.Text(checkpoint.State.ReadText("stages"));
        return [.. Describe(record), $"unfinished: after {Counted.Of(iteration, "step")} of stage {stage} of {stages}"];
    }

    // A picture that is there says itself how it was made.
    private static bool IsUnfinished(string run) => Path.GetExtension(run) == RunFiles.CheckpointSuffix || (Path.Exists(run)
        ? File.Exists(Path.Combine(run, RunFiles.CheckpointName)) || (RegularFile.HasBytes(run) && Checkpoint.IsOne(run))
        : File.Exists(run + RunFiles.CheckpointSuffix));

    private static IEnumerable<string> Describe(RunRecord record)
    {
        // The words of whoever made the file, perhaps for this terminal.
        yield return Printable.Text($"made by istyle {record.Program}, build {record.Build}, on {record.Device}");
        yield return $"command: {record.Run.CommandLine("OUT.png")}";
        foreach (InputFile input in record.Run.Inputs)
        {
            string obstacle = input.Obstacle() is { } clause ? $"; {clause}" : "";
            yield return Printable.Text($"input: {input.Path}, sha256 {input.Sha256}{obstacle}");
        }

        yield return $"weights: sha256 {record.Run.WeightsSha256}";
        foreach (RecordedChange change in record.Changes)
            yield return $"changed after {Counted.Of(change.Step, "step")}: {change.Weights}";
        if (record.Result is { } result)
        {
            string loss = double.IsNaN(result.Loss) ? "" : string.Create(CultureInfo.InvariantCulture, $", loss {result.Loss:g9}");
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"result: {result.Ending.ToString().ToLowerInvariant()} after {Counted.Of(result.Steps, "step")} and "
                    + $"{Counted.Of(result.Evaluations, "evaluation")}{loss}");
        }
    }
}
