using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Studio.Hosting;
using IlgpuStyle.Transfer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IlgpuStyle.Studio.Api;

/// <summary>Runs: seen and steered; with a workshop also begun, changed, deleted.</summary>
internal static class RunApi
{
    /// <summary>Adds its addresses.</summary>
    public static void Map(RouteGroupBuilder api, IRunHost host)
    {
        api.MapGet("/runs", () => Answers.Of(host.Runs));
        RouteGroupBuilder run = api.MapGroup("/runs/{id}");
        run.AddEndpointFilter((context, next) => Exists(host, context, next));
        run.MapGet("/", (string id) => Answers.Of(host.Find(id)));
        run.MapGet("/picture", (HttpContext context, string id, int? side, string? format, bool? download) =>
            format is null ? PictureOf(host, context, id, side) : Download(host, id, format, download == true));
        run.MapPost("/pause", (string id) => Ask(host, id, live => live.Ask(control => control.Pause())));
        run.MapPost("/continue", (string id) => Ask(host, id, live => live.Ask(control => control.Continue())));
        run.MapPost("/stop", (string id) => Ask(host, id, live => live.Ask(control => control.Stop())));
        run.MapPost("/weights", async (HttpContext context, string id) =>
        {
            WeightChange change = await Answers.Read<WeightChange>(context);
            return Ask(host, id, live => live.ChangeWeights(change));
        });
        if (host is WorkbenchHost { Bench: var bench })
            Map(api, run, bench);
    }

    private static void Map(RouteGroupBuilder api, RouteGroupBuilder run, Workbench bench)
    {
        api.MapPost("/runs", Answers.From(async context =>
            Answers.Of(bench.Add(await Answers.Read<RunWish>(context)), StatusCodes.Status201Created)));
        api.MapPost("/plans", Answers.From(async context =>
            Answers.Of(await bench.Plan(await Answers.Read<RunWish>(context), context.RequestAborted))));
        api.MapPost("/drafts", Answers.From(async context => Answers.Of(bench.AskDrafts(await Answers.Read<RunWish>(context)))));
        api.MapGet("/drafts/{key}", (string key) =>
            bench.Drafts.FileOf(key) is { } file ? Results.File(file, "image/jpeg") : Answers.Missing($"draft '{key}'"));
        // A deleted run is not among those that there are.
        api.MapPost("/deleted/{id}/restore", (string id) => Answers.Of(bench.Restore(id)));

        run.MapPatch("/", async (HttpContext context, string id) =>
            Answers.Of(bench.Rename(id, (await Answers.Read<NewTitle>(context)).Title ?? "")));
        run.MapDelete("/", (string id) =>
        {
            bench.Delete(id);
            return Results.NoContent();
        });
        run.MapPost("/resume", (string id) => Answers.Of(bench.Resume(id)));
        run.MapGet("/variations", (string id) => Answers.Of(bench.Variations(id).Select(pair => new
        {
            pair.Variation.Name,
            pair.Variation.Title,
            pair.Variation.Sentence,
            pair.Setting,
        })));
        run.MapGet("/differences", (string id, string with) => Answers.Of(new { Differences = bench.Differences(with, id) }));
        run.MapGet("/film", (string id) =>
            bench.Kept(id).Film is { } film ? Results.File(film, "video/mp4", enableRangeProcessing: true) : Answers.Missing("film of it"));
        run.MapGet("/report", (HttpContext context, string id) => Report(context, bench.Kept(id).Report));
    }

    private static async ValueTask<object?> Exists(IRunHost host, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        string id = (string)context.HttpContext.Request.RouteValues["id"]!;
        return host.Find(id) is null ? Answers.Missing($"run '{id}'") : await next(context);
    }

    private static IResult Ask(IRunHost host, string id, Action<LiveRun> wish) => Answers.Of(host.Ask(id, wish));

    // While it is painted the picture is in memory; before that, and where nothing is known of it yet, on the disk.
    private static IResult PictureOf(IRunHost host, HttpContext context, string id, int? side)
    {
        if (host.Live(id)?.Picture() is { } live)
            return Results.Bytes(live, "image/jpeg");
        return host.PictureOf(id) is { } file ? PictureApi.Show(host, file, side) : Answers.Missing("picture yet");
    }

    // The file itself, or the picture with its settings in another format.
    private static IResult Download(IRunHost host, string id, string format, bool isSaved)
    {
        if (host.PictureOf(id) is not { } file)
            return Answers.Missing("picture yet");
        if (!PictureFormats.Write.Contains(format))
            return Answers.Error($"'{format}' is no format that is written; expected {string.Join(", ", PictureFormats.Write)}.",
                StatusCodes.Status400BadRequest);
        string? name = isSaved ? Path.GetFileNameWithoutExtension(file) + "." + format : null;
        if (PictureFormats.Extension(file) == format)
            return Results.File(file, PictureFormats.MediaType(file), name);
        string copy = Path.Combine(Path.GetTempPath(), $"istyle-{Guid.NewGuid():N}.{format}");
        try
        {
            ImageFile.Write(copy, ImageFile.Read(file, AlphaMode.Keep), new PictureWriting { Texts = [.. ImageFile.ReadTexts(file)] });
            return Results.Bytes(File.ReadAllBytes(copy), PictureFormats.MediaType(copy), name);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    // A file of the user's disk: it may show itself, and nothing of the studio.
    private static IResult Report(HttpContext context, string? report)
    {
        if (report is null)
            return Answers.Missing("report of it");
        context.Response.Headers.ContentSecurityPolicy =
            "sandbox allow-scripts; default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
        return Results.File(report, "text/html; charset=utf-8");
    }

    private sealed record NewTitle(string? Title);
}
