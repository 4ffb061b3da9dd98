using IlgpuStyle.Transfer;
using Spectre.Console;

namespace IlgpuStyle.Cli.Display;

/// <summary>A bar and the numbers of the last step, redrawn in place.</summary>
internal sealed class LiveProgressDisplay(TextWriter output) : ProgressDisplay(output)
{
    private const int BarWidth = 24;

    private bool _open;

    /// <inheritdoc/>
    public override void Show(TransferProgress progress)
    {
        int filled = BarWidth * progress.Iteration / progress.Iterations;
        string line = $"{new string('━', filled)}{new string('─', BarWidth - filled)} {Describe(progress)}";
        int width = Math.Max(20, AnsiConsole.Profile.Width - 1);
        AnsiConsole.Write(new ControlCode("\r\u001b[2K"));
        AnsiConsole.Write(new Text(line.Length > width ? line[..width] : line));
        _open = true;
        if (progress.Iteration == progress.Iterations)
            Finish();
    }

    /// <inheritdoc/>
    public override void ShowTile(int done, int count)
    {
        AnsiConsole.Write(new ControlCode("\r\u001b[2K"));
        AnsiConsole.Write(new Text($"evaluating: tile {done}/{count}"));
        _open = true;
    }

    /// <inheritdoc/>
    public override void Dispose() => Finish();

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (_open)
            AnsiConsole.WriteLine();
        _open = false;
    }
}
