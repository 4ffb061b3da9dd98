using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IlgpuStyle.Tests.Studio;

/// <summary>A headless Chromium that shows one page, driven over its DevTools protocol.</summary>
internal sealed class Browser : IDisposable
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly string _profile = Directory.CreateTempSubdirectory("browser-").FullName;
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _patience = new(s_patience);
    private int _lastId;

    private Browser(string program, string url)
    {
        ProcessStartInfo start = new(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", $"--user-data-dir={_profile}", "--remote-debugging-port=0",
                "--window-size=1400,900", url,
            ])
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The program, or null where there is none.</summary>
    public static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => s_names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Opens a page.</summary>
    public static async Task<Browser> Open(string program, string url)
    {
        Browser browser = new(program, url);
        try
        {
            await browser.Connect();
            return browser;
        }
        catch
        {
            browser.Dispose();
            throw;
        }
    }

    /// <summary>Waits until an expression of the page is true.</summary>
    public async Task Until(string expression)
    {
        // An element that is not there yet is no error, nor a page that is still being loaded.
        string tolerant = $"(() => {{ try {{ return !!({expression}); }} catch {{ return false; }} }})()";
        while ((await Answer("Runtime.evaluate", new { expression = tolerant, returnByValue = true }))["result"]?["result"]?["value"]
            ?.GetValue<bool>() != true)
            await Task.Delay(50, _patience.Token);
    }

    /// <summary>The value of an expression of the page.</summary>
    public async Task<JsonNode> Evaluate(string expression)
    {
        JsonNode result = await Call("Runtime.evaluate", new { expression, returnByValue = true, awaitPromise = true });
        Assert.Null(result["exceptionDetails"]);
        return result["result"]!["value"] ?? JsonValue.Create("undefined");
    }

    /// <summary>Presses and releases the mouse in the middle of an element, which is scrolled into view.</summary>
    /// <param name="selector">CSS.</param>
    public Task Click(string selector) => Drag(selector, 0);

    /// <summary>Presses the mouse in the middle of an element, moves it and lets it go.</summary>
    /// <param name="selector">CSS.</param>
    /// <param name="by">How far to the right, in pixels of the page.</param>
    public async Task Drag(string selector, int by)
    {
        JsonNode box = await Evaluate(
            $"(() => {{ const e = document.querySelector({JsonSerializer.Serialize(selector)}); e.scrollIntoView({{ block: 'center' }}); "
            + "const r = e.getBoundingClientRect(); return { x: r.x + r.width / 2, y: r.y + r.height / 2 }; })()");
        double x = box["x"]!.GetValue<double>(), y = box["y"]!.GetValue<double>();
        await Mouse("mousePressed", x, y);
        if (by != 0)
            await Mouse("mouseMoved", x + by, y);
        await Mouse("mouseReleased", x + by, y);
    }

    /// <summary>Gives a file control its files, as the user's choice would.</summary>
    /// <param name="selector">CSS.</param>
    /// <param name="paths">The files.</param>
    public async Task Choose(string selector, params string[] paths)
    {
        JsonNode root = await Call("DOM.getDocument", new { depth = 0 });
        JsonNode found = await Call("DOM.querySelector", new { nodeId = root["root"]!["nodeId"]!.GetValue<int>(), selector });
        await Call("DOM.setFileInputFiles", new { files = paths, nodeId = found["nodeId"]!.GetValue<int>() });
    }

    /// <summary>Another window.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="isDark">Whether its user likes it dark.</param>
    public async Task Resize(int width, int height, bool isDark)
    {
        await Call("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = false });
        string value = isDark ? "dark" : "light";
        await Call("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value } } });
    }

    /// <summary>A PNG file of what is seen.</summary>
    public async Task<byte[]> Screenshot() =>
        Convert.FromBase64String((await Call("Page.captureScreenshot", new { format = "png" }))["data"]!.GetValue<string>());

    public void Dispose()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _patience.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // A process of the browser's is still writing; the folder is temporary.
        }
    }

    private async Task Connect()
    {
        string portFile = Path.Combine(_profile, "DevToolsActivePort");
        while (!File.Exists(portFile) || File.ReadAllLines(portFile).Length < 2)
            await Task.Delay(50, _patience.Token);
        using HttpClient http = new();
        string? target = null;
        while (target is null)
        {
            JsonNode pages = JsonNode.Parse(
                await http.GetStringAsync($"http://127.0.0.1:{File.ReadAllLines(portFile)[0]}/json/list", _patience.Token))!;
            target = pages.AsArray().FirstOrDefault(page =>
                page!["type"]!.GetValue<string>() == "page")?["webSocketDebuggerUrl"]!.GetValue<string>();
        }

        await _socket.ConnectAsync(new Uri(target), _patience.Token);
    }

    private Task Mouse(string type, double x, double y) =>
        Call("Input.dispatchMouseEvent", new { type, x, y, button = "left", buttons = type == "mouseReleased" ? 0 : 1, clickCount = 1 });

    private async Task<JsonNode> Call(string method, object parameters)
    {
        JsonNode answer = await Answer(method, parameters);
        Assert.Null(answer["error"]);
        return answer["result"]!;
    }

    private async Task<JsonNode> Answer(string method, object parameters)
    {
        int id = ++_lastId;
        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters }), WebSocketMessageType.Text, true,
                _patience.Token);
        while (true)
        {
            JsonNode message = JsonNode.Parse(await Receive())!;
            if (message["id"]?.GetValue<int>() == id)
                return message;
        }
    }

    private async Task<string> Receive()
    {
        byte[] buffer = new byte[1 << 16];
        using MemoryStream whole = new();
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, _patience.Token);
            whole.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return Encoding.UTF8.GetString(whole.ToArray());
    }
}
