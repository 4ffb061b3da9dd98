using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using IlgpuStyle.Studio;
using IlgpuStyle.Studio.Hosting;

namespace IlgpuStyle.Tests.Studio;

/// <summary>The studio's server over a scene's folder, and a program that knows nothing of it but HTTP.</summary>
internal sealed class StudioClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    private readonly WorkbenchScene _scene;
    private StudioServer? _server;
    private StreamReader? _events;

    public StudioClient(WorkbenchScene scene)
    {
        _scene = scene;
        Serve();
    }

    public HttpClient Http { get; } = new() { Timeout = s_patience };

    public Uri Address => new(_server!.Address);

    public Uri Of(string path) => new(_server!.Address + "api/v1/" + path);

    /// <summary>Ends the studio as its command does, and starts it again on the same folder.</summary>
    public void Restart()
    {
        Stop();
        Start();
    }

    /// <summary>Ends it, with the connections that it has.</summary>
    public void Stop()
    {
        _events?.Dispose();
        _events = null;
        _scene.Close();
        _server?.Dispose();
        _server = null;
    }

    /// <summary>Starts it again, after <see cref="Stop"/>: where it was, if it can be.</summary>
    public void Start()
    {
        _scene.Open();
        Serve();
    }

    public Task<HttpResponseMessage> Send(string method, string path, string? json = null, params (string Name, string Value)[] headers) =>
        Send(method, Of(path), json is null ? null : new StringContent(json, Encoding.UTF8, s_json), headers);

    public async Task<HttpResponseMessage> Send(
        string method, Uri address, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), address) { Content = content };
        foreach ((string name, string value) in headers)
            request.Headers.Add(name, value);
        return await Http.SendAsync(request);
    }

    /// <summary>The answer's JSON; anything but success fails with its sentence.</summary>
    public async Task<JsonNode> Json(string method, string path, string? json = null)
    {
        using HttpResponseMessage answer = await Send(method, path, json);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Sends a picture's file.</summary>
    public Task<HttpResponseMessage> Upload(
        byte[] file, string query, string type = "application/octet-stream", params (string Name, string Value)[] headers)
    {
        ByteArrayContent content = new(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return Send("POST", Of("pictures?" + query), content, headers);
    }

    /// <summary>Reads on until an event of that name of which something holds; the stream is opened at the first call.</summary>
    public async Task<JsonNode> Next(string name, Func<JsonNode, bool> holds)
    {
        using CancellationTokenSource patience = new(s_patience);
        _events ??= new StreamReader(await Http.GetStreamAsync(Of("events"), patience.Token));
        string current = "";
        while (await _events.ReadLineAsync(patience.Token) is string line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                current = line[7..];
            else if (current == name && line.StartsWith("data: ", StringComparison.Ordinal) && JsonNode.Parse(line[6..])! is var data
                && holds(data))
                return data;
        }

        throw new InvalidOperationException($"the stream ended before an event '{name}'.");
    }

    /// <summary>Waits until a run is in a state.</summary>
    public async Task<JsonNode> Until(string id, string state)
    {
        JsonNode now = await Json("GET", $"runs/{id}");
        return now["state"]!.GetValue<string>() == state
            ? now
            : await Next("run", run => run["id"]!.GetValue<string>() == id && run["state"]!.GetValue<string>() == state);
    }

    private void Serve()
    {
        _server = StudioServer.Again(0, new WorkbenchHost(_scene.Bench), _scene.Bench.FormerAddress);
        _scene.Bench.Publish(_server.Address);
    }

    public void Dispose()
    {
        _events?.Dispose();
        Http.Dispose();
        _server?.Dispose();
    }
}
