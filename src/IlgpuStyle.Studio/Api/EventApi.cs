using IlgpuStyle.Studio.Events;
using IlgpuStyle.Studio.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IlgpuStyle.Studio.Api;

/// <summary>Streams of server-sent events: of everything in short, and of every step of one run.</summary>
internal static class EventApi
{
    private const string Full = "too many look already; close another page.";

    /// <summary>Adds its addresses.</summary>
    public static void Map(RouteGroupBuilder api, IRunHost host, Hub hub, Hub details)
    {
        api.MapGet("/events", (HttpContext context) => Stream(
            context, hub, () => ServerEvent.Of("state", new { Program = InfoApi.Program, host.Runs, host.Pictures })));
        api.MapGet("/runs/{id}/events", (HttpContext context, string id) =>
            host.Find(id) is null ? Answers.Missing($"run '{id}'").ExecuteAsync(context) : StreamSteps(context, host, details, id));
    }

    private static async Task Stream(HttpContext context, Hub hub, Func<ServerEvent> first)
    {
        if (hub.Open(first) is not { } viewer)
        {
            await Answers.Fail(context, Full, StatusCodes.Status503ServiceUnavailable);
            return;
        }

        try
        {
            await viewer.Stream(context);
        }
        finally
        {
            hub.Close(viewer);
        }
    }

    private static async Task StreamSteps(HttpContext context, IRunHost host, Hub details, string id)
    {
        if (host.Live(id) is not { } live)
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.WriteAsync(ServerEvent.Of("steps", host.StepsOf(id)).Bytes, context.RequestAborted);
            await context.Response.Body.WriteAsync(ServerEvent.Of("end", new { id }).Bytes, context.RequestAborted);
            return;
        }

        // It counts with the others, and ends with them.
        if (details.Open(() => ServerEvent.Of("run", host.Find(id))) is not { } viewer)
        {
            await Answers.Fail(context, Full, StatusCodes.Status503ServiceUnavailable);
            return;
        }

        void Send(Transfer.StepRecord step) => viewer.Send(ServerEvent.Of("step", step));
        void End()
        {
            viewer.Send(ServerEvent.Of("end", new { id }));
            viewer.Close();
        }

        try
        {
            live.Follow(steps => viewer.Send(ServerEvent.Of("steps", steps)), Send, End);
            await viewer.Stream(context);
        }
        finally
        {
            live.Unfollow(Send, End);
            details.Close(viewer);
        }
    }
}
