using System.Net;
using Microsoft.AspNetCore.Connections;

namespace IlgpuStyle.Studio;

/// <summary>
/// Accepts so many connections at a time and no more: the others wait in the system's queue, where they cost neither descriptors nor time,
/// until one ends. A server that closes them instead works for nothing whenever they come back.
/// </summary>
/// <param name="inner">Accepts.</param>
/// <param name="limit">How many.</param>
internal sealed class LimitedListenerFactory(IConnectionListenerFactory inner, int limit) : IConnectionListenerFactory
{
    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new LimitedListener(await inner.BindAsync(endpoint, cancellationToken), limit);

    private sealed class LimitedListener(IConnectionListener inner, int limit) : IConnectionListener
    {
        private readonly SemaphoreSlim _free = new(limit);
        private readonly CancellationTokenSource _unbound = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                await _free.WaitAsync(_unbound.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            ConnectionContext? connection = await inner.AcceptAsync(cancellationToken);
            connection?.ConnectionClosed.Register(() => _free.Release());
            return connection;
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await _unbound.CancelAsync();
            await inner.UnbindAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
