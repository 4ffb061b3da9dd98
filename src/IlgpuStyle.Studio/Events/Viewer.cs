using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace IlgpuStyle.Studio.Events;

/// <summary>One open stream: the events that somebody has yet to get.</summary>
internal sealed class Viewer
{
    // Who is this far behind has stopped reading; a browser comes back by itself and gets everything anew.
    private const int LongestQueue = 4096;

    // Less than the shortest time after which proxies and browsers take a silent connection for dead.
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    // How soon a browser comes back that has lost the connection.
    private static readonly byte[] s_comeBack = "retry: 1000\n\n"u8.ToArray();
    private static readonly byte[] s_stillHere = ": still here\n\n"u8.ToArray();

    private readonly Channel<ServerEvent> _events = Channel.CreateBounded<ServerEvent>(
        new BoundedChannelOptions(LongestQueue) { SingleReader = true });

    /// <summary>Queues an event.</summary>
    public void Send(ServerEvent happening)
    {
        if (!_events.Writer.TryWrite(happening))
            Close();
    }

    /// <summary>No more events.</summary>
    public void Close() => _events.Writer.TryComplete();

    /// <summary>Waits for the next event; false when there will be none.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellation) => _events.Reader.WaitToReadAsync(cancellation);

    /// <summary>The next event, if one is there.</summary>
    public bool TryTake(out ServerEvent happening) => _events.Reader.TryRead(out happening);

    /// <summary>Writes events as they come until there are no more, or nobody reads any more.</summary>
    public async Task Stream(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.WriteAsync(s_comeBack, context.RequestAborted);
        CancellationToken gone = context.RequestAborted;
        try
        {
            Task<bool> next = WaitAsync(gone).AsTask();
            while (true)
            {
                try
                {
                    if (!await next.WaitAsync(s_heartbeat, gone))
                        return;
                    while (TryTake(out ServerEvent happening))
                        await context.Response.Body.WriteAsync(happening.Bytes, gone);
                    next = WaitAsync(gone).AsTask();
                }
                catch (TimeoutException)
                {
                    await context.Response.Body.WriteAsync(s_stillHere, gone);
                }

                await context.Response.Body.FlushAsync(gone);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The viewer has closed the page.
        }
    }
}
