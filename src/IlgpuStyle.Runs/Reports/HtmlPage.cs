using System.Globalization;
using System.Net;
using System.Text;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Runs.Reports;

/// <summary>
/// A page of HTML that is written from top to bottom and needs nothing from elsewhere: pictures are JPEG
/// inside it, and it has no script.
/// </summary>
internal sealed class HtmlPage
{
    private const int Quality = 92;

    private const string Style = """
        :root { color-scheme: light dark; --line: #8884; --soft: #8882; }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 1020px; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; }
        figure { margin: 0 0 1rem; } figcaption { font-size: .85rem; opacity: .75; overflow-wrap: anywhere; }
        img { max-width: 100%; height: auto; border-radius: 4px; display: block; }
        .row { display: flex; flex-wrap: wrap; gap: 1rem; } .row figure { max-width: 360px; }
        pre { background: var(--soft); padding: .7rem .9rem; border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0; }
        table { border-collapse: collapse; width: 100%; }
        td { border-top: 1px solid var(--line); padding: .3rem .6rem .3rem 0; vertical-align: top; overflow-wrap: anywhere; }
        td:first-child { white-space: nowrap; opacity: .75; width: 13rem; }
        svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; } svg text { fill: currentColor; }
        .grid { stroke: var(--line); } .curve { fill: none; stroke-width: 1.8; } .mark { stroke: currentColor; opacity: .45; stroke-dasharray: 2 3; }
        """;

    private readonly StringBuilder _body = new();
    private readonly string _title;

    /// <summary>An empty page.</summary>
    public HtmlPage(string title) => _title = title;

    /// <summary>Text that is HTML already.</summary>
    public void Html(string html) => _body.Append(html);

    /// <summary>A section's heading.</summary>
    public void Heading(string text) =>
        _body.Append(CultureInfo.InvariantCulture, $"<h2>{WebUtility.HtmlEncode(text)}</h2>\n");

    /// <summary>A line of text.</summary>
    public void Text(string text) =>
        _body.Append(CultureInfo.InvariantCulture, $"<p>{WebUtility.HtmlEncode(text)}</p>\n");

    /// <summary>Something to be copied.</summary>
    public void Code(string text) =>
        _body.Append(CultureInfo.InvariantCulture, $"<pre>{WebUtility.HtmlEncode(text)}</pre>\n");

    /// <summary>Pictures side by side until <see cref="EndRow"/>.</summary>
    public void BeginRow() => _body.Append("<div class=\"row\">\n");

    /// <summary>Ends a row.</summary>
    public void EndRow() => _body.Append("</div>\n");

    /// <summary>A picture, made smaller if its long side exceeds <paramref name="longSide"/>.</summary>
    public void Picture(RgbImage picture, int longSide, string caption)
    {
        RgbImage shown = picture.Size.LongSide <= longSide
            ? picture
            : Resampler.Resize(picture, picture.Size.WithLongSide(longSide));
        string data = Convert.ToBase64String(ImageFile.Encode(shown, ImageFormat.Jpeg, new PictureWriting { Quality = Quality }));
        string text = WebUtility.HtmlEncode(caption);
        _body.Append(
            CultureInfo.InvariantCulture,
            $"<figure><img width=\"{shown.Width}\" height=\"{shown.Height}\" alt=\"{text}\" "
                + $"src=\"data:image/jpeg;base64,{data}\"><figcaption>{text}</figcaption></figure>\n");
    }

    /// <summary>A table of names and values.</summary>
    public void Facts(IEnumerable<(string Name, string Value)> facts)
    {
        _body.Append("<table>\n");
        foreach ((string name, string value) in facts)
            _body.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{WebUtility.HtmlEncode(name)}</td><td>{WebUtility.HtmlEncode(value)}</td></tr>\n");
        _body.Append("</table>\n");
    }

    /// <summary>The whole page.</summary>
    public override string ToString()
    {
        string title = WebUtility.HtmlEncode(_title);
        return $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
            + $"<title>{title}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{title}</h1>\n{_body}</body>\n</html>\n";
    }
}
