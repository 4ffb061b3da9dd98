using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IlgpuStyle.Tests.Import;

/// <summary>
/// A web server on 127.0.0.1 with one file, ranges and ETags, that can be told to misbehave. It speaks HTTP
/// over a plain socket so that it can break the rules.
/// </summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;
    private readonly byte[] _content;

    public LoopbackServer(byte[] content)
    {
        _content = content;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/file.bin";

    public string? ETag { get; set; } = "\"v1\"";

    public bool SupportsRanges { get; set; } = true;

    /// <summary>How many answers stop after this many body bytes, and how many bytes that is.</summary>
    public (int Answers, int Bytes) Drop { get; set; }

    /// <summary>Whether the connection stays open then, silent until the client hangs up.</summary>
    public bool HoldsDropped { get; set; }

    /// <summary>How many answers are this status with an HTML page.</summary>
    public (int Answers, int Status) ErrorPage { get; set; }

    /// <summary>Where every answer leads; null for nowhere.</summary>
    public string? Location { get; set; }

    /// <summary>Added to the announced length.</summary>
    public int LengthLie { get; set; }

    /// <summary>The Range header of every request, or null, in order.</summary>
    public List<string?> Ranges { get; } = [];

    public long BodyBytesSent { get; private set; }

    public void Dispose()
    {
        _listener.Stop();
        _accepting.GetAwaiter().GetResult();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                using NetworkStream stream = client.GetStream();
                try
                {
                    await AnswerAsync(stream);
                }
                catch (IOException)
                {
                    // The client hung up, which is its right.
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
        string? range = null, ifRange = null;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                range = line["Range: bytes=".Length..];
            else if (line.StartsWith("If-Range: ", StringComparison.OrdinalIgnoreCase))
                ifRange = line["If-Range: ".Length..];
        }

        Ranges.Add(range);
        if (Location is not null)
        {
            await SendAsync(stream, "302 Found", $"Location: {Location}\r\n", [], 0);
            return;
        }

        if (ErrorPage.Answers > 0)
        {
            (int answers, int status) = ErrorPage;
            ErrorPage = (answers - 1, status);
            byte[] page = Encoding.ASCII.GetBytes("<!DOCTYPE html><html>Sorry.</html>");
            await SendAsync(stream, $"{status} Page", "Content-Type: text/html\r\n", page, page.Length);
            return;
        }

        bool partial = range is not null && SupportsRanges && (ifRange is null || ifRange == ETag);
        (int first, int last) = partial ? Bounds(range!) : (0, _content.Length - 1);
        if (first >= _content.Length)
        {
            await SendAsync(
                stream, "416 Range Not Satisfiable", $"Content-Range: bytes */{_content.Length}\r\n", [], 0);
            return;
        }

        byte[] body = _content[first..(last + 1)];
        string headers = (ETag is null ? "" : $"ETag: {ETag}\r\n")
            + (partial ? $"Content-Range: bytes {first}-{last}/{_content.Length}\r\n" : "");
        int announced = body.Length + LengthLie;
        if (Drop.Answers > 0)
        {
            body = body[..Math.Min(body.Length, Drop.Bytes)];
            Drop = (Drop.Answers - 1, Drop.Bytes);
        }

        bool isShort = body.Length < last + 1 - first;
        await SendAsync(stream, partial ? "206 Partial Content" : "200 OK", headers, body, announced);
        while (isShort && HoldsDropped && await stream.ReadAsync(new byte[1]) > 0)
        {
        }
    }

    private (int First, int Last) Bounds(string range)
    {
        string[] ends = range.Split('-');
        int first = int.Parse(ends[0], CultureInfo.InvariantCulture);
        int last = ends[1].Length == 0
            ? _content.Length - 1
            : int.Parse(ends[1], CultureInfo.InvariantCulture);
        return (first, Math.Min(last, _content.Length - 1));
    }

    private async Task SendAsync(
        NetworkStream stream, string status, string headers, byte[] body, int announced)
    {
        string head =
            $"HTTP/1.1 {status}\r\nContent-Length: {announced}\r\nConnection: close\r\n{headers}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(body);
        await stream.FlushAsync();
        BodyBytesSent += body.Length;
    }
}
