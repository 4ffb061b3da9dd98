using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace IlgpuStyle.Tests.Preview;

/// <summary>A viewer as a browser is one: reads events, fetches the picture, gives orders.</summary>
internal sealed class PreviewClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new() { Timeout = s_patience };
    private readonly string _address;
    private StreamReader? _events;

    public PreviewClient(string address) => _address = address;

    public HttpClient Http => _http;

    public Task<HttpResponseMessage> Get(string page) => _http.GetAsync(_address + page);

    public Task<HttpResponseMessage> Post(string order, string json = "{}") =>
        _http.PostAsync(_address + order, new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")));

    /// <summary>Reads on until an event of that name; the stream is opened at the first call.</summary>
    public async Task<JsonElement> Next(string name)
    {
        using CancellationTokenSource patience = new(s_patience);
        _events ??= new StreamReader(await _http.GetStreamAsync(_address + "events", patience.Token));
        string current = "";
        while (await _events.ReadLineAsync(patience.Token) is string line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                current = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && current == name)
                return JsonDocument.Parse(line[6..]).RootElement;
        }

        throw new InvalidOperationException($"the stream ended before an event '{name}'.");
    }

    public void Dispose()
    {
        _events?.Dispose();
        _http.Dispose();
    }
}
