using System.Diagnostics;
using System.Text.Json.Nodes;

namespace IlgpuStyle.Tests.Studio;

/// <summary>A headless Chromium, which the tests of a class share: starting it takes longer than most of them.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new() { Timeout = s_patience };
    private readonly string _profile = Directory.CreateTempSubdirectory("browser-").FullName;
    private Process? _process;
    private string _port = "";

    /// <summary>Starts it, if there is one.</summary>
    public async Task InitializeAsync()
    {
        string? program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => s_names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        if (program is null)
            return;
        ProcessStartInfo start = new(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-extensions", "--hide-scrollbars",
                $"--user-data-dir={_profile}", "--remote-debugging-port=0", "--window-size=1400,900", "about:blank",
            ])
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        string portFile = Path.Combine(_profile, "DevToolsActivePort");
        using CancellationTokenSource patience = new(s_patience);
        while (!File.Exists(portFile) || File.ReadAllLines(portFile).Length < 2)
            await Task.Delay(50, patience.Token);
        _port = File.ReadAllLines(portFile)[0];
    }

    /// <summary>Opens a page in a tab of its own; skips the test where there is no browser.</summary>
    internal async Task<BrowserPage> Open(Uri address)
    {
        Skip.If(_process is null, "no browser: install Debian's chromium to have the studio's page clicked through");
        using HttpResponseMessage answer = await _http.PutAsync($"http://127.0.0.1:{_port}/json/new?about:blank", null);
        JsonNode tab = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        BrowserPage page = new(_http, new Uri($"http://127.0.0.1:{_port}/json/close/{tab["id"]!.GetValue<string>()}"));
        try
        {
            await page.Connect(new Uri(tab["webSocketDebuggerUrl"]!.GetValue<string>()));
            await page.Go(address);
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it.</summary>
    public Task DisposeAsync()
    {
        _http.Dispose();
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
        _process?.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // A process of the browser's is still writing; the folder is temporary.
        }

        return Task.CompletedTask;
    }
}
