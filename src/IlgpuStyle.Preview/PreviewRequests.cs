using System.Reflection;
using System.Text;
using System.Text.Json;
using IlgpuStyle.Transfer;
using Microsoft.AspNetCore.Http;

namespace IlgpuStyle.Preview;

/// <summary>The answers behind the token: three files, the events, the picture, and four orders.</summary>
/// <param name="feed">What there is to see.</param>
/// <param name="control">What the orders steer.</param>
internal sealed class PreviewRequests(PreviewFeed feed, RunControl control)
{
    /// <summary>Bytes of the largest request.</summary>
    public const int LargestBody = 4096;

    // Less than the shortest time after which proxies and browsers take a silent connection for dead.
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Answers a request that the guard has let in.</summary>
    public Task Answer(HttpContext context, string page) => (context.Request.Method, page) switch
    {
        ("GET", "") => SendFile(context, "index.html", "text/html; charset=utf-8"),
        ("GET", "preview.css") => SendFile(context, page, "text/css; charset=utf-8"),
        ("GET", "preview.js" or "chart.js") => SendFile(context, page, "text/javascript; charset=utf-8"),
        ("GET", "events") => SendEvents(context),
        ("GET", "picture") => SendPicture(context),
        ("POST", "pause") => Obey(context, control.Pause),
        ("POST", "continue") => Obey(context, control.Continue),
        ("POST", "stop") => Obey(context, control.Stop),
        ("POST", "weights") => ChangeWeights(context),
        _ => Refuse(context, StatusCodes.Status404NotFound, "there is no such page."),
    };

    private static async Task SendFile(HttpContext context, string name, string type)
    {
        await using Stream file = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        context.Response.ContentType = type;
        context.Response.ContentLength = file.Length;
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static async Task Refuse(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(reason, context.RequestAborted);
    }

    private async Task SendPicture(HttpContext context)
    {
        if (feed.Picture() is not byte[] picture)
        {
            await Refuse(context, StatusCodes.Status404NotFound, "there is no picture yet.");
            return;
        }

        context.Response.ContentType = "image/jpeg";
        context.Response.ContentLength = picture.Length;
        await context.Response.Body.WriteAsync(picture, context.RequestAborted);
    }

    private async Task SendEvents(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        CancellationToken gone = context.RequestAborted;
        Viewer viewer = feed.Open();
        try
        {
            Task<bool> next = viewer.WaitAsync(gone).AsTask();
            while (true)
            {
                try
                {
                    if (!await next.WaitAsync(s_heartbeat, gone))
                        return;
                    while (viewer.TryTake(out PreviewMessage message))
                        await context.Response.WriteAsync(message.ToWire(), Encoding.UTF8, gone);
                    next = viewer.WaitAsync(gone).AsTask();
                }
                catch (TimeoutException)
                {
                    await context.Response.WriteAsync(": still here\n\n", gone);
                }

                await context.Response.Body.FlushAsync(gone);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The viewer has closed the page.
        }
        finally
        {
            feed.Close(viewer);
        }
    }

    private Task Obey(HttpContext context, Action order)
    {
        order();
        feed.ChangeState(state => state with { Paused = control.IsPaused, Stopping = control.IsStopping });
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task ChangeWeights(HttpContext context)
    {
        WeightChange? change;
        try
        {
            change = await JsonSerializer.DeserializeAsync<WeightChange>(
                context.Request.Body, s_json, context.RequestAborted);
            if (change is null)
                throw new JsonException("null");
            control.ChangeWeights(change);
        }
        catch (Exception exception) when (exception is JsonException or InputException or BadHttpRequestException)
        {
            string reason = exception is InputException
                ? exception.Message
                : "expected {\"content\": NUMBER, \"style\": NUMBER, \"totalVariation\": NUMBER}, "
                    + "each of them optional.";
            await Refuse(context, StatusCodes.Status400BadRequest, reason);
            return;
        }

        feed.ChangeState(state => state with
        {
            Weights = new PreviewWeights(
                change.Content ?? state.Weights.Content, change.Style ?? state.Weights.Style,
                change.TotalVariation ?? state.Weights.TotalVariation),
        });
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
