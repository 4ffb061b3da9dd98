using System.Reflection;
using IlgpuStyle.Runs.Workshop;
using IlgpuStyle.Studio.Hosting;
using Microsoft.AspNetCore.Http;

namespace IlgpuStyle.Studio;

/// <summary>What the assembly brings along: the page, and pictures to begin with.</summary>
internal static class PageFiles
{
    private const string PagePrefix = "page/";
    private const string ExamplePrefix = "examples/";

    private static readonly Assembly s_assembly = typeof(PageFiles).Assembly;

    /// <summary>Names of all files of the page.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. s_assembly.GetManifestResourceNames().Where(name => name.StartsWith(PagePrefix, StringComparison.Ordinal)).Select(name =>
            name[PagePrefix.Length..])];

    /// <summary>Pictures to begin with.</summary>
    public static IReadOnlyList<ExamplePicture> Examples { get; } =
    [
        .. s_assembly.GetManifestResourceNames().Where(name => name.StartsWith(ExamplePrefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new ExamplePicture(
                name[ExamplePrefix.Length..],
                name.Contains("painting", StringComparison.Ordinal) ? PictureKind.Painting : PictureKind.Photo,
                () => s_assembly.GetManifestResourceStream(name)!)),
    ];

    /// <summary>A file of the page; null if there is none of that name.</summary>
    public static Stream? Open(string name) => s_assembly.GetManifestResourceStream(PagePrefix + name);

    /// <summary>Answers with a file of the page.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">Its name; empty for the page itself.</param>
    public static async Task Send(HttpContext context, string name)
    {
        name = name.Length == 0 ? "index.html" : name;
        await using Stream? file = Names.Contains(name) ? Open(name) : null;
        if (file is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = PictureFormats.MediaType(name);
        context.Response.ContentLength = file.Length;
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
