using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Studio.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace IlgpuStyle.Studio.Api;

/// <summary>The pictures that runs are made from: seen, sent, deleted.</summary>
internal static class PictureApi
{
    private static readonly SemaphoreSlim s_uploads = new(StudioLimits.Uploads);

    /// <summary>Adds its addresses.</summary>
    public static void Map(RouteGroupBuilder api, IRunHost host)
    {
        api.MapGet("/pictures", () => Answers.Of(host.Pictures));
        api.MapGet("/pictures/{id}", (string id, int? side) =>
            host.Pictures.FirstOrDefault(picture =>
                picture.Id == id) is { } picture ? Show(host, picture.Path, side) : Answers.Missing($"picture '{id}'"));
        if (host is not WorkbenchHost { Bench: var bench })
            return;
        api.MapPost("/pictures", (HttpContext context, string? name, string? kind) => Receive(bench, context, name ?? "", kind ?? "photo"));
        api.MapDelete("/pictures/{id}", (string id) =>
        {
            if (bench.Shelf.Find(id) is not { } picture)
                return Answers.Missing($"picture '{id}'");
            bench.RemovePicture(picture);
            return Results.NoContent();
        });
    }

    /// <summary>A picture as every browser shows it.</summary>
    /// <param name="host">Makes copies.</param>
    /// <param name="path">The picture's file.</param>
    /// <param name="side">Long side in pixels; null for its own size.</param>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static IResult Show(IRunHost host, string path, int? side)
    {
        string shown = side is null && PictureFormats.IsShown(path) && RegularFile.HasBytes(path) ? path : host.Preview(path, side);
        return Results.File(shown, PictureFormats.MediaType(shown));
    }

    private static async Task<IResult> Receive(Workbench bench, HttpContext context, string name, string kindName)
    {
        name = Path.GetFileName(name.Replace('\\', '/').Trim());
        if (name.Length is 0 or > 200 || name.Any(char.IsControl))
            return Answers.Error("the picture has no name that a file can have; send it with ?name=FILE.", StatusCodes.Status400BadRequest);
        if (!Enum.TryParse(kindName, ignoreCase: true, out PictureKind kind) || !Enum.IsDefined(kind))
            return Answers.Error($"'{kindName}' is nothing that a picture is for; expected photo, painting or mask.",
                StatusCodes.Status400BadRequest);
        if (context.Request.ContentType?.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase) != true)
            return Answers.Error("send the picture's bytes as application/octet-stream.", StatusCodes.Status415UnsupportedMediaType);
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = StudioLimits.PictureBytes;
        context.Features.Get<IHttpMinRequestBodyDataRateFeature>()!.MinDataRate = new(StudioLimits.UploadRate, StudioLimits.RequestTime);
        await s_uploads.WaitAsync(context.RequestAborted);
        string temporary = bench.NewTemporary();
        try
        {
            await Keep(context, temporary, name);
            ShelfPicture picture = await Task.Run(() => bench.Shelf.Add(temporary, name, kind));
            return Answers.Of(picture, StatusCodes.Status201Created);
        }
        finally
        {
            s_uploads.Release();
            File.Delete(temporary);
        }
    }

    private static async Task Keep(HttpContext context, string temporary, string name)
    {
        try
        {
            await using FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            await context.Request.Body.CopyToAsync(file, context.RequestAborted);
        }
        catch (Exception exception) when (FileFailure.IsOne(exception) && exception is not BadHttpRequestException)
        {
            throw new InputException($"'{name}' cannot be kept: "
                + $"{exception.Message.Replace(temporary, name, StringComparison.Ordinal).TrimEnd('.')}.", exception);
        }
    }
}
