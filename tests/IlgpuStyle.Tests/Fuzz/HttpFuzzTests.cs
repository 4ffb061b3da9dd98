using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Tests.Studio;
using Xunit.Abstractions;

namespace IlgpuStyle.Tests.Fuzz;

/// <summary>
/// Damaged requests to the studio: each is answered with a status below 500 or its connection is closed; the studio lives on, and its
/// folder holds what was there.
/// </summary>
public sealed class HttpFuzzTests(ITestOutputHelper output) : StudioTest
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30), s_usual = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task Request_Mutated_IsAnsweredOrClosed()
    {
        // A paused run holds the queue: what a damaged request begins is never painted.
        RunSummary held = Scene.Bench.Add(Scene.Endless());
        await Scene.Until(held.Id, run => run.State == RunState.Running);
        await Client.Json("POST", $"runs/{held.Id}/pause", "{}");
        await Scene.Until(held.Id, RunState.Paused);
        string queued = Scene.Bench.Add(Scene.Wish()).Id;
        byte[] photo = File.ReadAllBytes(Scene.Photo.Path);

        string[] requests = [.. Requests(held.Id, queued)];
        FuzzRun run = new("HTTP", 41, output);
        run.Each(() => Request(requests[run.Random.Next(requests.Length)], run.Random), request =>
        {
            string status = StatusOf(request);
            // 505: a version of HTTP that there is not.
            Assert.True(status.Length == 0 || status[9] < '5' || status.Contains(" 505", StringComparison.Ordinal), status);
            return status.Length > 0 && status[9] < '4';
        });

        using HttpResponseMessage answer = await Client.Send("GET", "runs");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(photo, File.ReadAllBytes(Scene.Photo.Path));
        Assert.Equal(RunState.Paused, Scene.Bench.TryFind(held.Id)!.State);
    }

    private IEnumerable<string> Requests(string held, string queued) =>
    [
        "GET | |", "GET |looks|", "GET |settings/transfer|", "GET |pictures|", $"GET |pictures/{Scene.Photo.Id}?side=16|", "GET |runs|",
        $"GET |runs/{held}|", $"GET |runs/{held}/picture?side=16|", $"GET |runs/{queued}/differences?with={held}|",
        $"GET |runs/{held}/variations|", $"GET |runs/{held}/report|", "GET |drafts/0123456789abcdef|",
        $$"""POST |runs/{{held}}/weights|{"style": 5, "content": 1, "totalVariation": 0.5}""",
        $$"""PATCH |runs/{{queued}}|{"title": "Aunt Ida"}""",
        $$"""POST |runs|{"settings": {"photo": "{{Scene.Photo.Id}}", "painting": "{{Scene.Painting.Id}}", "size": 32}, "title": "a"}""",
        """POST |plans|{"look": "bold", "settings": {"photo": "0123", "painting": "run:none", "size": 32, "iterations": 6}}""",
        """POST |drafts|{"settings": {"photo": "0123", "painting": "4567"}}""",
        """POST |runs|{"from": "none", "variation": "stronger", "factor": 2}""",
        "POST |pictures?name=x.png&kind=photo|\u0089PNG", $"POST |deleted/{queued}/restore|{{}}", $"DELETE |runs/{queued}|",
    ];

    /// <summary>The template with its address, its body or the bytes of the whole damaged.</summary>
    private byte[] Request(string template, Random random)
    {
        string[] parts = template.Split('|', 3);
        (string method, string path, string body) = (parts[0].Trim(), parts[1].Trim(), parts[2]);
        int kind = random.Next(3);
        if (kind == 0 && path.Length > 0)
            path = Mutation.Text(path, random);
        if (kind == 1)
            body = Mutation.Text(body, random);
        byte[] content = Encoding.UTF8.GetBytes(body);
        string type = path.StartsWith("pictures?", StringComparison.Ordinal) ? "application/octet-stream" : "application/json";
        string head = $"{method} {Client.Address.AbsolutePath}api/v1/{path} HTTP/1.1\r\nHost: {Client.Address.Authority}\r\n"
            + (content.Length > 0 ? $"Content-Type: {type}\r\nContent-Length: {content.Length}\r\n" : "") + "Connection: close\r\n\r\n";
        byte[] request = [.. Encoding.UTF8.GetBytes(head), .. content];
        return kind == 2 ? Mutation.Bytes(request, random) : request;
    }

    /// <summary>The first line of the answer; empty if the connection was closed without one.</summary>
    private string StatusOf(byte[] request)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, Client.Address.Port);
        byte[] answer = new byte[64];
        int count = 0;
        try
        {
            socket.Send(request);
            // Half a request is never answered: the studio is told that no more will come. It takes that for the end of all.
            if (!socket.Poll(s_usual, SelectMode.SelectRead))
                socket.Shutdown(SocketShutdown.Send);
            socket.ReceiveTimeout = (int)s_patience.TotalMilliseconds;
            while (count < answer.Length && socket.Receive(answer.AsSpan(count)) is > 0 and int more)
                count += more;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // Closed before everything was sent, or read.
        }

        string line = Encoding.ASCII.GetString(answer, 0, count).Split('\r')[0];
        Assert.True(count == 0 || (line.Length > 11 && int.TryParse(line.AsSpan(9, 3), CultureInfo.InvariantCulture, out _)), line);
        return line;
    }
}
