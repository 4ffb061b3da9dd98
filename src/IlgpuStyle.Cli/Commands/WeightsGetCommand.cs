using System.CommandLine;
using System.Diagnostics;
using IlgpuStyle.Import;
using IlgpuStyle.Import.Downloads;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Commands;

/// <summary><c>istyle weights get NAME</c>.</summary>
internal static class WeightsGetCommand
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> name = new("NAME") { Description = "A name of 'weights list', such as vgg19." };
        name.CompletionSources.Add([.. WeightsRegistry.Default.Entries.Select(known => known.Name)]);
        Command command = new(
            "get", "Download weights, check them and install a slim safetensors file.")
        {
            name,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(name)!, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string name, CancellationToken cancellation)
    {
        RegistryEntry entry = WeightsRegistry.Default.Find(name)
            ?? throw new InputException(
                $"no weights are called '{name}'; 'istyle weights list' shows the names."
                    + Spelling.Hint(name, WeightsRegistry.Default.Entries.Select(known => known.Name)));
        using HttpClient client = WebClient.Create(s_timeout);
        WeightsStore store = WeightsStore.Default;
        WeightsDownloader downloader = new(client, store, new DownloadOptions());
        using ImportResult result = await downloader.GetAsync(entry, new ProgressLines(), cancellation);
        string path = store.PathOf(entry.Name);
        Console.Out.WriteLine($"installed {path}: {result.Summary}, {ByteSize.Format(new FileInfo(path).Length)}");
        Console.Out.WriteLine($"licence: {entry.Licence}");
        return ExitCodes.Success;
    }

    /// <summary>A line every few seconds: short on a terminal, harmless in a log.</summary>
    private sealed class ProgressLines : IProgress<DownloadProgress>
    {
        private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

        private long _lastLine;

        public void Report(DownloadProgress value)
        {
            bool complete = value.BytesDone == value.BytesTotal;
            if (!complete && Stopwatch.GetElapsedTime(_lastLine) < s_interval)
                return;
            _lastLine = Stopwatch.GetTimestamp();
            string total = value.BytesTotal is long bytes ? $" of {ByteSize.Format(bytes)}" : "";
            Console.Error.WriteLine($"{value.FileName}: {ByteSize.Format(value.BytesDone)}{total}");
        }
    }
}
