using IlgpuStyle.State;

namespace IlgpuStyle.Runs.Records;

/// <summary>An earlier run that a run continues or repeats.</summary>
/// <param name="Earlier">Its record.</param>
/// <param name="State">Where to go on; null repeats the run from its beginning.</param>
/// <param name="Force">Whether other inputs, weights or versions are accepted.</param>
internal sealed record RunStart(RunRecord Earlier, StateReader? State, bool Force)
{
    /// <summary>
    /// The checkpoint that an interrupted run of the same settings has left; null if there is none or it
    /// belongs to another run.
    /// </summary>
    /// <param name="path">Where it would lie.</param>
    /// <param name="now">The settings.</param>
    /// <param name="note">Gets why what lies there is not continued.</param>
    /// <param name="start">The earlier run, whose state lives as long as the checkpoint is open.</param>
    public static Checkpoint? Find(string path, RunRecord now, Action<string> note, out RunStart? start)
    {
        start = null;
        if (!File.Exists(path))
            return null;
        Checkpoint? checkpoint = null;
        try
        {
            checkpoint = Checkpoint.Open(path);
            RunRecord earlier = RunRecord.Parse(
                checkpoint.Record.GetValueOrDefault(RunRecord.Key) ?? "null", path);
            if (earlier.IsSameRun(now))
            {
                start = new RunStart(earlier, checkpoint.State, Force: false);
                return checkpoint;
            }

            note($"note: '{path}' is of a run with other settings; this one begins anew.");
        }
        catch (InputException exception)
        {
            note($"note: the run begins anew: {exception.Message}");
        }

        checkpoint?.Dispose();
        return null;
    }

    /// <summary>Checks that a run of these settings can give the same bits.</summary>
    /// <param name="now">The record of the run that is about to begin.</param>
    /// <param name="note">Gets what may change the last bits.</param>
    /// <exception cref="InputException">Something has changed since; nothing was touched.</exception>
    public void Check(RunRecord now, Action<string> note)
    {
        if (Force)
            return;
        if (Earlier.Program != now.Program)
        {
            throw Changed(
                $"it was made by istyle {Earlier.Program}, this is {now.Program}", "use that version");
        }

        foreach (InputFile input in Earlier.Run.Inputs)
        {
            string? found = now.Run.Inputs.FirstOrDefault(file => file.Path == input.Path)?.Sha256;
            if (found is null)
                throw Changed($"it lists the input '{input.Path}', which none of its settings names", "take a record that is whole");
            if (found != input.Sha256)
                throw Changed($"'{input.Path}' has changed since (sha256 {input.Sha256[..12]}…, now {found[..12]}…)", "restore it");
        }

        if (now.Run.Inputs.FirstOrDefault(file => Earlier.Run.Inputs.All(input => input.Path != file.Path)) is { } unlisted)
            throw Changed($"its settings name '{unlisted.Path}', which is not among its inputs", "take a record that is whole");
        if (Earlier.Run.WeightsSha256 != now.Run.WeightsSha256)
        {
            throw Changed(
                $"the weights have changed since (sha256 {Earlier.Run.WeightsSha256[..12]}…, now {now.Run.WeightsSha256[..12]}…)",
                "restore them");
        }

        if (Earlier.Build != now.Build)
        {
            note($"note: the run began with another build of istyle {now.Program} ({Earlier.Build}, this is {now.Build}): "
                + "its last bits may differ.");
        }

        if (Earlier.Device != now.Device)
            note($"note: the run began on {Earlier.Device}, this is {now.Device}: its last bits may differ.");
    }

    private InputException Changed(string what, string remedy) => new(
        $"the run cannot be {(State is null ? "repeated" : "continued")} as it was: {what}; {remedy}, or "
            + "accept another result with --force.");
}
