using System.Net;
using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IlgpuStyle.Preview;

/// <summary>
/// A page about a run, on 127.0.0.1 only: the picture as it grows, the losses, and buttons and sliders that
/// steer it. Any number of viewers; each gets the whole history when it opens and server-sent events from
/// then on. Call it from the run's thread.
/// </summary>
public sealed class PreviewServer : IDisposable
{
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromSeconds(3);

    private readonly PreviewFeed _feed = new();
    private readonly WebApplication _application;
    private readonly PreviewGuard? _guard;
    private readonly PreviewRequests _requests;

    /// <summary>Starts to listen.</summary>
    /// <param name="port">1 to 65535, or 0 for any that is free.</param>
    /// <param name="control">What the buttons and sliders steer.</param>
    /// <exception cref="InputException">The port is taken or may not be used.</exception>
    public PreviewServer(int port, RunControl control)
    {
        _requests = new PreviewRequests(_feed, control);
        // Empty: no settings file or environment variable can add an address to listen on.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = PreviewRequests.LargestBody;
            options.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        _application = builder.Build();
        _application.Run(Answer);
        Start(port);
        IServer server = _application.Services.GetRequiredService<IServer>();
        string address = server.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _guard = new PreviewGuard(new Uri(address).Port);
    }

    /// <summary>
    /// How long the viewers' browsers get to fetch the last picture before the run goes on to its end.
    /// </summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The page's address, with its secret.</summary>
    public string Address => _guard!.Address;

    /// <summary>The run is about to start.</summary>
    public void Begin(PreviewStart start) => _feed.Begin(start);

    /// <summary>One optimiser step was made.</summary>
    public void Show(TransferProgress progress) => _feed.Show(progress);

    /// <summary>Something else happened.</summary>
    public void Tell(TransferEvent happening) =>
        _feed.ChangeState(state => state with { Message = happening.Message });

    /// <summary>The run is over: shows the last picture and lets the viewers fetch it.</summary>
    /// <param name="picture">The result.</param>
    /// <param name="message">How it ended.</param>
    public void End(RgbImage picture, string message)
    {
        _feed.ShowPicture(picture);
        _feed.End(message);
        DateTime deadline = DateTime.UtcNow + Farewell;
        while (_feed.IsPictureAwaited && DateTime.UtcNow < deadline)
            Thread.Sleep(20);
    }

    /// <summary>Ends all streams and stops listening.</summary>
    public void Dispose()
    {
        _feed.CloseAll();
        using (CancellationTokenSource patience = new(s_stopPatience))
            _application.StopAsync(patience.Token).GetAwaiter().GetResult();
        _application.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private void Start(int port)
    {
        try
        {
            _application.StartAsync().GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            _application.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw new InputException(
                $"preview: cannot listen on 127.0.0.1:{port}: {exception.Message} Choose another "
                    + "port, or none for any.",
                exception);
        }
    }

    private Task Answer(HttpContext context)
    {
        PreviewGuard.AddHeaders(context.Response.Headers);
        // The guard is made a moment after the server listens, with the port that it got.
        string page = "";
        int? refusal = _guard is null
            ? StatusCodes.Status404NotFound
            : _guard.Refuse(context.Request, out page);
        if (refusal is not int status)
            return _requests.Answer(context, page);
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>Signals are the run's business, not the server's.</summary>
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
