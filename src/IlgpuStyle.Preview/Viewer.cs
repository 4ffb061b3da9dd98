using System.Threading.Channels;

namespace IlgpuStyle.Preview;

/// <summary>One open page: the messages that it has yet to get.</summary>
internal sealed class Viewer
{
    // A page that is this far behind has stopped reading; it is let go and gets everything anew when it comes
    // back.
    private const int LongestQueue = 4096;

    private readonly Channel<PreviewMessage> _messages = Channel.CreateBounded<PreviewMessage>(
        new BoundedChannelOptions(LongestQueue) { SingleReader = true });

    /// <summary>Waits for the next message; false when there will be none.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellation) =>
        _messages.Reader.WaitToReadAsync(cancellation);

    /// <summary>The next message, if one is there.</summary>
    public bool TryTake(out PreviewMessage message) => _messages.Reader.TryRead(out message);

    /// <summary>Queues a message.</summary>
    public void Send(PreviewMessage message)
    {
        if (!_messages.Writer.TryWrite(message))
            Close();
    }

    /// <summary>No more messages.</summary>
    public void Close() => _messages.Writer.TryComplete();
}
