using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Batches;
using IlgpuStyle.Runs.Devices;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Studio;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Display;

/// <summary>Runs as a terminal shows them: progress, preview, signals, exit codes.</summary>
internal static class TerminalRun
{
    /// <summary>Where the lines of a run go that no display makes.</summary>
    public static Announcements Announcements =>
        new(Console.Out, Console.Error) { Terminal = IsTerminal && !Console.IsErrorRedirected ? Console.Error : null };

    /// <summary>Whether standard output is a terminal that understands control codes.</summary>
    public static bool IsTerminal =>
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or "");

    /// <summary>One run, from settings to picture.</summary>
    /// <param name="values">What was typed, or recorded.</param>
    /// <param name="start">An earlier run to continue or repeat; null begins anew.</param>
    /// <param name="outputName">What to call the picture's place, if its path is only on the way.</param>
    /// <exception cref="InputException">Something the user can mend.</exception>
    public static int Run(SettingValues values, RunStart? start = null, string? outputName = null)
    {
        using IRunObserver display = DisplayOf(values, outputName);
        WeightsChoice choice = WeightsStore.Default.Choose(values.Get(InputSettings.Weights));
        using WeightsFile weights = choice.File;
        Announcements announcements = values.Get(FileSettings.Progress, "auto") switch
        {
            // Standard output is for whoever reads JSON.
            "json" => new Announcements(Console.Error, Console.Error),
            "none" => Announcements with { Terminal = null },
            _ => Announcements,
        };
        RunRequest request = new(values, choice, announcements);
        // What a record holds counted when it was made.
        if (start is null)
            request.RefuseIdle();
        TransferPictures pictures = request.ReadPictures();
        DeviceChoice device = DeviceChoice.Open(values, announcements);
        using Backends.IBackend backend = device.Backend;
        using TransferCache cache = new();
        RunForecast forecast = request.Forecast(backend, device.Reason, pictures, cache);
        using SingleRunHost? page = values.Has(FileSettings.Preview) ? ServePage(values) : null;
        RunControl control = page?.Control ?? new RunControl();
        List<IRunObserver> followers = [display];
        if (values.Has(FileSettings.PrintLosses))
            followers.Add(new LossPrinter(Console.Out));
        if (page is not null)
            followers.Add(page);
        RunJob job = request.JobOn(pictures, backend, followers, cache, forecast, start) with { Control = control };
        using StopSignals signals = new(() => control.IsStopping, control.Stop);
        if (job.Run().Ending == TransferEnding.Interrupted)
            return ExitCodes.Interrupted;
        if (IsTerminal && !values.Has(InputSettings.Weights) && choice.Name == WeightsStore.EmbeddedName
            && OncePerDay.Claim(Path.Combine(WeightsStore.DefaultHome(), "full-network-named")))
        {
            Announcements.Note(
                "the full network has clearer strokes and keeps more of the photo; it takes longer: istyle weights get "
                    + "vgg19");
        }

        return ExitCodes.Success;
    }

    /// <summary>Several runs, one after the other on each device; what is finished is not made again.</summary>
    /// <returns>0, 1 if a picture failed, or 130 if the user stopped it.</returns>
    public static int RunAll(IReadOnlyList<DeviceChoice> devices, IReadOnlyList<BatchJob> jobs, Shard shard, BatchFolder? folder)
    {
        List<BatchRunner> runners = [.. devices.Select(device => new BatchRunner(device.Backend, Announcements))];
        try
        {
            // Two moving lines would take turns in one place.
            bool isLive = IsTerminal && runners.Count == 1;
            BatchLoop loop = new(runners, shard, folder, () => isLive ? new LiveProgressDisplay(Console.Out) : null, Announcements);
            using StopSignals signals = new(() => loop.IsStopping, loop.Stop);
            return loop.Run(jobs);
        }
        finally
        {
            runners.ForEach(runner => runner.Dispose());
        }
    }

    // Its address goes to standard error, because standard output may be read by a program.
    private static SingleRunHost ServePage(SettingValues values)
    {
        SingleRunHost page = new(values);
        Console.Error.WriteLine($"preview: {page.Serve(values.Get(FileSettings.Preview)).Address}");
        return page;
    }

    private static IRunObserver DisplayOf(SettingValues values, string? outputName) => values.Get(FileSettings.Progress, "auto") switch
    {
        "json" => new JsonProgressDisplay(Console.Out),
        "none" => new SilentDisplay(),
        string word when word == "live" || (word == "auto" && IsTerminal) =>
            new LiveProgressDisplay(Console.Out) { OutputName = outputName },
        _ => new PlainProgressDisplay(Console.Out) { OutputName = outputName },
    };

    private sealed class SilentDisplay : IRunObserver;
}
