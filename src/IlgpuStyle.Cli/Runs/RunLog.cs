using System.Text;
using System.Text.Json;
using IlgpuStyle.Cli.Reports;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli.Runs;

/// <summary>
/// Writes a run's log, line by line, each at once on the disk's side of the process. A resumed run first
/// drops what the log says of steps after the checkpoint: they are made again. A log that cannot be written
/// is a warning; the run goes on.
/// </summary>
/// <param name="path">The log.</param>
/// <param name="recorder">The settings.</param>
/// <param name="resumed">Whether a log of the same run is continued.</param>
internal sealed class RunLog(string path, RunRecorder recorder, bool resumed) : IRunObserver
{
    private readonly WarningOnce _warning = new();
    private string _device = "";
    private int _steps;

    /// <summary>The lines of a log that can be read, in order.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static IReadOnlyList<LogLine> Read(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Select(LogLine.Parse).OfType<LogLine>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot read '{path}': {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <inheritdoc/>
    public void Begin(RunDescription run) => _device = run.Backend.Description;

    /// <inheritdoc/>
    public void Start(TransferProgress progress)
    {
        _steps = progress.TotalIteration;
        if (resumed && File.Exists(path))
            _warning.Try(DropLaterSteps);
        Append(new LogLine
        {
            Event = "begin",
            TotalIteration = _steps,
            Record = recorder.Record,
            Program = VersionLine.Description,
            Machine = MachineDescription.Of(),
            Device = _device,
            Time = DateTime.UtcNow,
        });
    }

    /// <inheritdoc/>
    public void Show(TransferProgress progress)
    {
        _steps = progress.TotalIteration;
        Append(LogLine.Of(progress));
    }

    /// <inheritdoc/>
    public void Tell(TransferEvent happening)
    {
        // That a run goes on is said by its second "begin".
        if (happening.Kind == TransferEventKind.Resumed)
            return;
        Append(new LogLine
        {
            Event = "event",
            TotalIteration = happening.TotalIteration,
            Kind = JsonNamingPolicy.CamelCase.ConvertName($"{happening.Kind}"),
            Message = happening.Message,
        });
    }

    /// <inheritdoc/>
    public void End(TransferResult result) => Append(new LogLine
    {
        Event = "end",
        TotalIteration = _steps,
        Kind = JsonNamingPolicy.CamelCase.ConvertName($"{result.Ending}"),
        Loss = result.Loss,
        Evaluations = result.Evaluations,
        Elapsed = result.Elapsed.TotalSeconds,
        Memory = result.PeakBytes,
    });

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Append(LogLine line) => Attempt(() => File.AppendAllText(path, line.ToJson() + "\n"));

    private void DropLaterSteps()
    {
        IReadOnlyList<LogLine> lines = Read(path);
        string kept = string.Concat(
            lines.Where(l => l.TotalIteration <= _steps && l.Event != "end").Select(l => l.ToJson() + "\n"));
        Attempt(() => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(kept))));
    }

    private void Attempt(Action write) => _warning.Try(() =>
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot write '{path}': {e.Message.TrimEnd('.')}.", e);
        }
    });
}
