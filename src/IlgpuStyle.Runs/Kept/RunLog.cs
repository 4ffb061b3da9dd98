using System.Text;
using System.Text.Json;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Kept;

/// <summary>
/// Writes a run's log, an event a line, each at once on the disk's side of the process. A resumed run first
/// drops what the log says of steps after the checkpoint: they are made again. A log that cannot be written
/// is a warning; the run goes on.
/// </summary>
/// <param name="path">The log.</param>
/// <param name="resumed">Whether a log of the same run is continued.</param>
/// <param name="announcements">Where warnings go.</param>
internal sealed class RunLog(string path, bool resumed, Announcements announcements) : IRunObserver
{
    private readonly WarningOnce _warning = new(announcements);
    private RunDescription? _run;

    /// <summary>The events of a log that can be read, in order: a full disk or a kill may have cut the last.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static IReadOnlyList<RunEvent> Read(string path) => FileFailure.Explain<IReadOnlyList<RunEvent>>(
        $"cannot read '{path}'", () => [.. RegularFile.ReadLines(path).Select(Parse).OfType<RunEvent>()]);

    /// <summary>Whether a file is a log: its first line tells an event, or is the half of one that a kill has left.</summary>
    public static bool IsOne(string path) => OutputGate.Beginning(path).Split('\n')[0] is var line && (Parse(line) is not null
        || line.StartsWith("{\"event\":\"begin\"", StringComparison.Ordinal));

    /// <inheritdoc/>
    public void Begin(RunDescription run) => _run = run;

    /// <inheritdoc/>
    public void Start(TransferProgress progress)
    {
        if (resumed && File.Exists(path))
            _warning.Try(() => DropLaterSteps(progress.TotalIteration));
        Append(_run!.Beginning());
    }

    /// <inheritdoc/>
    public void Show(TransferProgress progress) => Append(progress);

    /// <inheritdoc/>
    public void Tell(TransferEvent happening)
    {
        // That a run goes on is said by its second "begin".
        if (happening.Kind != TransferEventKind.Resumed)
            Append(happening);
    }

    /// <inheritdoc/>
    public void End(TransferResult result, string output) => Append(_run!.Ending(result, output));

    /// <summary>The event of a line; null if it tells none.</summary>
    public static RunEvent? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RunEvent>(line, RunJson.Options);
        }
        catch (Exception e) when (e is InputException || RunJson.IsDamage(e))
        {
            return null;
        }
    }

    // A file of the user's may have come under its name since the last line.
    private void Append(RunEvent happening) => _warning.Try($"cannot write '{path}'", () =>
    {
        OutputGate.RefuseOthers(path, "the log", IsOne);
        File.AppendAllText(path, RunJson.Line(happening) + "\n");
    });

    private void DropLaterSteps(int steps)
    {
        string kept = string.Concat(
            Read(path).Where(e => e.TotalIteration <= steps && e is not EndRecord).Select(e => RunJson.Line(e) + "\n"));
        FileFailure.Explain($"cannot write '{path}'", () => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(kept))));
    }
}
