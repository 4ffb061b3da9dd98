using System.Net;
using IlgpuStyle.Studio.Api;
using IlgpuStyle.Studio.Events;
using IlgpuStyle.Studio.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IlgpuStyle.Studio;

/// <summary>
/// The page and its HTTP API (README.md of the project), on 127.0.0.1 only. Any number of viewers up to a limit; none of them can hold up
/// what is painted.
/// </summary>
internal sealed class StudioServer : IDisposable
{
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromSeconds(3);

    private readonly Hub _hub = new();
    private readonly Hub _details = new();
    private readonly WebApplication _application;
    private readonly StudioGuard? _guard;

    /// <summary>Starts to listen.</summary>
    /// <param name="port">1 to 65535, or 0 for any that is free.</param>
    /// <param name="host">Whose runs it shows; stays the caller's.</param>
    /// <param name="token">The secret in its address; null for a new one.</param>
    /// <exception cref="InputException">The port is taken or may not be used.</exception>
    public StudioServer(int port, IRunHost host, string? token = null)
    {
        // Empty: no settings file or environment variable can add an address to listen on.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = StudioLimits.BodyBytes;
            options.Limits.RequestHeadersTimeout = StudioLimits.RequestTime;
            options.Limits.KeepAliveTimeout = StudioLimits.IdleTime;
            options.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => new LimitedListenerFactory(
            ActivatorUtilities.CreateInstance<SocketTransportFactory>(services), StudioLimits.Connections));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        _application = builder.Build();
        _application.Use(Admit);
        _application.UseRouting();
        Map(host);
        Watch(host);
        Start(port);
        IServer server = _application.Services.GetRequiredService<IServer>();
        string address = server.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        // Until now, a moment after the server listens, everybody was turned away.
        _guard = new StudioGuard(new Uri(address).Port, token ?? StudioGuard.NewToken());
    }

    /// <summary>
    /// Starts to listen where a page that is still open, or a bookmark, looks for it. If that port is taken, somewhere else and with
    /// another secret: who has the port now may have been told the former one.
    /// </summary>
    /// <param name="port">1 to 65535, or 0 for the former one.</param>
    /// <param name="host">Whose runs it shows; stays the caller's.</param>
    /// <param name="formerAddress">Its <see cref="Address"/> when it was served last; empty if it was not.</param>
    /// <exception cref="InputException">The port is taken or may not be used.</exception>
    public static StudioServer Again(int port, IRunHost host, string formerAddress)
    {
        if (StudioGuard.Parse(formerAddress) is not { } former || (port != 0 && port != former.Port))
            return new StudioServer(port, host);
        try
        {
            return new StudioServer(former.Port, host, former.Token);
        }
        catch (InputException) when (port == 0)
        {
            return new StudioServer(0, host);
        }
    }

    /// <summary>The page's address, with its secret.</summary>
    public string Address => _guard!.Address;

    /// <summary>How many look.</summary>
    public int Viewers => _hub.Count;

    /// <summary>Ends all streams and stops listening.</summary>
    public void Dispose()
    {
        _hub.CloseAll();
        _details.CloseAll();
        using (CancellationTokenSource patience = new(s_stopPatience))
            _application.StopAsync(patience.Token).GetAwaiter().GetResult();
        _application.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private void Map(IRunHost host)
    {
        RouteGroupBuilder api = _application.MapGroup("/api/v1");
        InfoApi.Map(api, host);
        PictureApi.Map(api, host);
        RunApi.Map(api, host);
        EventApi.Map(api, host, _hub, _details);
        _application.MapGet("/{**file}", (HttpContext context, string? file) => PageFiles.Send(context, file ?? ""));
    }

    private void Watch(IRunHost host)
    {
        host.Viewers = () => _hub.Count;
        host.Changed = run => _hub.Tell("run", run);
        host.Progressed = news => _hub.Tell("progress", news);
        if (host is not WorkbenchHost { Bench: var bench })
            return;
        bench.Removed = id => _hub.Tell("removed", new { id });
        bench.Shelf.Added = picture => _hub.Tell("picture", picture);
        bench.Drafts.Made = draft => _hub.Tell("draft", draft);
    }

    private async Task Admit(HttpContext context, RequestDelegate next)
    {
        StudioGuard.AddHeaders(context.Response.Headers);
        int? refusal = _guard is { } guard ? guard.Refuse(context.Request) : StatusCodes.Status404NotFound;
        if (refusal is int status)
        {
            context.Response.StatusCode = status;
            return;
        }

        try
        {
            await next(context);
        }
        catch (InputException exception)
        {
            await Answers.Fail(context, exception.Message, StatusCodes.Status400BadRequest);
        }
        catch (BadHttpRequestException exception)
        {
            string sentence = exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? $"the request is too large: at most {ByteSize.Format(StudioLimits.PictureBytes)} for a picture, "
                    + $"{ByteSize.Format(StudioLimits.BodyBytes)} for anything else."
                : exception.Message;
            await Answers.Fail(context, sentence, exception.StatusCode);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        catch (OutOfMemoryException)
        {
            await Answers.Fail(context, "there is not enough memory for it.", StatusCodes.Status507InsufficientStorage);
        }
        catch (Exception exception) when (FileFailure.IsOne(exception))
        {
            // The folder is anybody's to change meanwhile.
            await Answers.Fail(context, exception.Message, StatusCodes.Status409Conflict);
        }
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
                $"the page cannot be served: listening on 127.0.0.1:{port} failed: {exception.Message.TrimEnd('.')}. "
                    + "Choose another port, or none for any.",
                exception);
        }
    }

    /// <summary>Signals are the command's business, not the server's.</summary>
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
