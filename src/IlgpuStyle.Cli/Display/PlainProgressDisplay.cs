using System.Diagnostics;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli.Display;

/// <summary>
/// Lines for logs and pipes: the first and last step of each stage, and one every few seconds between.
/// </summary>
internal sealed class PlainProgressDisplay(TextWriter output) : ProgressDisplay(output)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private long _lastLine;

    /// <inheritdoc/>
    public override void Show(TransferProgress progress)
    {
        bool edge = progress.Iteration == 1 || progress.Iteration == progress.Iterations;
        if (!edge && Stopwatch.GetElapsedTime(_lastLine) < s_interval)
            return;
        _lastLine = Stopwatch.GetTimestamp();
        Write(Describe(progress));
    }

    /// <inheritdoc/>
    public override void ShowTile(int done, int count)
    {
        if (Stopwatch.GetElapsedTime(_lastLine) < s_interval)
            return;
        _lastLine = Stopwatch.GetTimestamp();
        Write($"evaluating: tile {done}/{count}");
    }
}
