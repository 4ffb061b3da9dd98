using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit.Sdk;

namespace IlgpuStyle.Tests.Studio;

/// <summary>A tab of a browser, driven over its DevTools protocol.</summary>
/// <param name="http">Stays the caller's.</param>
/// <param name="closing">The address that closes it.</param>
internal sealed class BrowserPage(HttpClient http, Uri closing) : IAsyncDisposable
{
    // A machine that does other things as well takes seconds for what is done in a moment.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(3);

    private readonly ClientWebSocket _socket = new();
    private int _lastId;

    /// <summary>Begins to drive it.</summary>
    public async Task Connect(Uri socket)
    {
        using CancellationTokenSource patience = new(s_patience);
        await _socket.ConnectAsync(socket, patience.Token);
        // A tab that is not in front would be hidden, and the page at rest.
        await Call("Emulation.setFocusEmulationEnabled", new { enabled = true });
    }

    /// <summary>Shows another address.</summary>
    public Task Go(Uri address) => Call("Page.navigate", new { url = address.ToString() });

    /// <summary>Waits until an expression of the page is true.</summary>
    /// <param name="expression">JavaScript; an element that is not there yet is no error, nor is a page that is being loaded.</param>
    /// <param name="seconds">Of patience.</param>
    /// <exception cref="XunitException">It does not become true: the message has it, and what the page shows.</exception>
    public async Task Until(string expression, int seconds = 90)
    {
        string tolerant = $"(() => {{ try {{ return !!({expression}); }} catch {{ return false; }} }})()";
        long end = Environment.TickCount64 + (1000L * seconds);
        while ((await Answer("Runtime.evaluate", new { expression = tolerant, returnByValue = true }))["result"]?["result"]?["value"]
            ?.GetValue<bool>() != true)
        {
            if (Environment.TickCount64 > end)
            {
                string shown = (await Evaluate("`${location.hash} ${document.body?.innerText}`")).GetValue<string>();
                throw new XunitException($"{seconds} seconds went by without: {expression}\nThe page shows: {shown}");
            }

            await Task.Delay(s_interval);
        }
    }

    /// <summary>The value of an expression of the page, or of what it promises.</summary>
    public async Task<JsonNode> Evaluate(string expression)
    {
        JsonNode result = await Call("Runtime.evaluate", new { expression, returnByValue = true, awaitPromise = true });
        Assert.True(result["exceptionDetails"] is null, $"{expression}: {result["exceptionDetails"]}");
        return result["result"]!["value"] ?? JsonValue.Create("undefined");
    }

    /// <summary>The text that an expression of the page gives.</summary>
    public async Task<string> Text(string expression) => (await Evaluate(expression)).GetValue<string>();

    /// <summary>Presses and releases the mouse in the middle of an element, which is scrolled into view.</summary>
    /// <param name="selector">CSS.</param>
    public Task Click(string selector) => Drag(selector, 0);

    /// <summary>Presses the mouse in the middle of an element, moves it and lets it go.</summary>
    /// <param name="selector">CSS.</param>
    /// <param name="by">How far to the right, in pixels of the page.</param>
    public async Task Drag(string selector, int by)
    {
        (double x, double y) = await MiddleOf(selector);
        await Mouse("mousePressed", x, y);
        if (by != 0)
            await Mouse("mouseMoved", x + by, y);
        await Mouse("mouseReleased", x + by, y);
    }

    /// <summary>Drops files from outside the browser onto an element.</summary>
    /// <param name="selector">CSS.</param>
    /// <param name="paths">The files.</param>
    public async Task Drop(string selector, params string[] paths)
    {
        (double x, double y) = await MiddleOf(selector);
        foreach (string type in (string[])["dragEnter", "dragOver", "drop"])
        {
            await Call("Input.dispatchDragEvent", new
            {
                type, x, y, data = new { items = Array.Empty<object>(), files = paths, dragOperationsMask = 1 },
            });
        }
    }

    /// <summary>Presses and releases a key.</summary>
    /// <param name="key">Such as "Tab", "Enter", "ArrowRight".</param>
    public async Task Press(string key)
    {
        (int code, string? text) = key switch
        {
            "Tab" => (9, null), "Enter" => (13, "\r"), "Escape" => (27, null), "ArrowLeft" => (37, null), "ArrowRight" => (39, null),
            " " => (32, " "), _ => throw new ArgumentException(key, nameof(key)),
        };
        await Call("Input.dispatchKeyEvent", new
        {
            type = text is null ? "rawKeyDown" : "keyDown", key, code = key == " " ? "Space" : key, windowsVirtualKeyCode = code,
            text = text ?? "",
        });
        await Call("Input.dispatchKeyEvent", new { type = "keyUp", key, code = key == " " ? "Space" : key, windowsVirtualKeyCode = code });
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
    public async Task Resize(int width, int height, bool isDark = false)
    {
        await Call("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = false });
        // Without transitions a colour is what it will be.
        await Call("Emulation.setEmulatedMedia", new
        {
            features = new[]
            {
                new { name = "prefers-color-scheme", value = isDark ? "dark" : "light" },
                new { name = "prefers-reduced-motion", value = "reduce" },
            },
        });
        // Laid out twice: once for the window, once for what watches its size.
        await Evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
    }

    /// <summary>What a screen reader is told, in the order in which it reads: role, name, value and properties of everything.</summary>
    public async Task<IReadOnlyList<AccessibleNode>> Accessible()
    {
        JsonNode tree = await Call("Accessibility.getFullAXTree", new { });
        static string Of(JsonNode? value) => value?["value"]?.ToString() ?? "";
        return
        [
            .. tree["nodes"]!.AsArray().Where(node => !node!["ignored"]!.GetValue<bool>()).Select(node => new AccessibleNode(
                Of(node!["role"]), Of(node["name"]), Of(node["value"]),
                node["properties"]?.AsArray().ToDictionary(property => property!["name"]!.ToString(), property => Of(property!["value"]))
                    ?? [])),
        ];
    }

    /// <summary>A JPEG file of what is seen.</summary>
    public async Task<byte[]> Screenshot() => Convert.FromBase64String(
        (await Call("Page.captureScreenshot", new { format = "jpeg", quality = 55 }))["data"]!.GetValue<string>());

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        using HttpResponseMessage closed = await http.GetAsync(closing);
    }

    // Where it rests and nothing covers it, as a user would wait for it; some things are covered for good.
    private async Task<(double X, double Y)> MiddleOf(string selector)
    {
        (double X, double Y) last = (double.NaN, double.NaN);
        for (int look = 0; ; look++)
        {
            JsonNode box = await Evaluate(
                $"(() => {{ const e = document.querySelector({JsonSerializer.Serialize(selector)}); "
                + "e.scrollIntoView({ block: 'center' }); const r = e.getBoundingClientRect(); "
                + "const x = r.x + r.width / 2, y = r.y + r.height / 2; "
                + "return { x, y, free: e.contains(document.elementFromPoint(x, y)) }; })()");
            (double X, double Y) middle = (box["x"]!.GetValue<double>(), box["y"]!.GetValue<double>());
            if ((middle == last && box["free"]!.GetValue<bool>()) || look * s_interval >= s_rest)
                return middle;
            last = middle;
            await Task.Delay(s_interval);
        }
    }

    private Task Mouse(string type, double x, double y) =>
        Call("Input.dispatchMouseEvent", new { type, x, y, button = "left", buttons = type == "mouseReleased" ? 0 : 1, clickCount = 1 });

    private async Task<JsonNode> Call(string method, object parameters)
    {
        JsonNode answer = await Answer(method, parameters);
        Assert.True(answer["error"] is null, $"{method} {JsonSerializer.Serialize(parameters)}: {answer["error"]}");
        return answer["result"]!;
    }

    private async Task<JsonNode> Answer(string method, object parameters)
    {
        using CancellationTokenSource patience = new(s_patience);
        int id = ++_lastId;
        try
        {
            byte[] request = JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters });
            await _socket.SendAsync(request, WebSocketMessageType.Text, true, patience.Token);
            while (true)
            {
                JsonNode message = JsonNode.Parse(await Receive(patience.Token))!;
                if (message["id"]?.GetValue<int>() == id)
                    return message;
            }
        }
        catch (OperationCanceledException)
        {
            throw new XunitException($"{s_patience.TotalSeconds} seconds went by without an answer to {method} "
                + JsonSerializer.Serialize(parameters));
        }
    }

    private async Task<string> Receive(CancellationToken cancellation)
    {
        byte[] buffer = new byte[1 << 16];
        using MemoryStream whole = new();
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, cancellation);
            whole.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return Encoding.UTF8.GetString(whole.ToArray());
    }
}
