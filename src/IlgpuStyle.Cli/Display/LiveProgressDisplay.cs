using System.Diagnostics;
using System.Globalization;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli.Display;

/// <summary>
/// One line redrawn in place: how far, how long yet, the numbers of the last step. The clock goes on between
/// steps, which may take a minute. What does not fit the terminal's width is cut off, the least important
/// first.
/// </summary>
internal sealed class LiveProgressDisplay : ProgressDisplay
{
    private const int BarWidth = 20;
    private const string EraseLine = "\r\u001b[2K";

    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    private readonly Timer _timer;
    private TransferProgress? _last;
    private string _tile = "";
    private long _lastTime;

    /// <summary>Starts the clock.</summary>
    public LiveProgressDisplay(TextWriter output)
        : base(output) =>
        _timer = new Timer(_ => Draw(), null, s_tick, s_tick);

    /// <inheritdoc/>
    public override void Show(TransferProgress progress)
    {
        lock (_lock)
        {
            _last = progress;
            _lastTime = Stopwatch.GetTimestamp();
            _tile = "";
            Draw();
            if (progress.Iteration == progress.Iterations)
                Finish();
        }
    }

    /// <inheritdoc/>
    public override void ShowTile(int done, int count)
    {
        lock (_lock)
        {
            _tile = $"tile {done}/{count}";
            Draw();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _timer.Dispose();
        Finish();
    }

    /// <summary>The line's text, whole.</summary>
    /// <param name="progress">The last step.</param>
    /// <param name="since">Time since it was made.</param>
    internal static string Line(TransferProgress progress, TimeSpan since)
    {
        TimeSpan elapsed = progress.Elapsed + since;
        TimeSpan remaining = progress.Remaining > since ? progress.Remaining - since : TimeSpan.Zero;
        double share = elapsed.TotalSeconds / Math.Max(1e-9, (elapsed + remaining).TotalSeconds);
        int filled = (int)(BarWidth * share);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{new string('━', filled)}{new string('─', BarWidth - filled)} {Math.Floor(100 * share),3} %  "
                + $"{ForecastText.Duration(remaining)} left  {progress.Width}×{progress.Height} "
                + $"{progress.Iteration}/{progress.Iterations}  loss {progress.Loss:g4} (content "
                + $"{progress.Terms.Content:g3}, style {progress.Terms.Style:g3}, tv "
                + $"{progress.Terms.TotalVariation:g3})  {progress.SecondsPerEvaluation:0.000} s/eval  "
                + $"{ForecastText.Duration(elapsed)} so far");
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        lock (_lock)
        {
            if (_last is not null || _tile.Length > 0)
                Write("");
            _last = null;
            _tile = "";
        }
    }

    private void Draw()
    {
        lock (_lock)
        {
            if (_last is null && _tile.Length == 0)
                return;
            string line = _last is null
                ? $"evaluating: {_tile}"
                : $"{(_tile.Length > 0 ? $"{_tile}  " : "")}{Line(_last, Stopwatch.GetElapsedTime(_lastTime))}";
            int width = Math.Max(20, Width() - 1);
            WriteRaw(EraseLine + (line.Length > width ? line[..width] : line));
        }
    }

    // Asked every time: the window may have been resized.
    private static int Width()
    {
        try
        {
            return Console.WindowWidth;
        }
        catch (IOException)
        {
            // No window behind the output.
            return 80;
        }
    }
}
