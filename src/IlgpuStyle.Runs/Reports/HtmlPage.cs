using System.Globalization;
using System.Net;
using System.Text;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Kept;

namespace IlgpuStyle.Runs.Reports;

/// <summary>
/// A page of HTML that is written from top to bottom and needs nothing from elsewhere: pictures are JPEG
/// inside it. It looks like the studio's page.
/// </summary>
internal sealed class HtmlPage
{
    private const int Quality = 92;

    private const string Style = """
        :root { color-scheme: light dark; --wall: light-dark(#f4f2ed, #181714); --mat: light-dark(#eae7e0, #100f0d);
          --paper: light-dark(#fffdfa, #211f1c);
          --ink: light-dark(#23211d, #ece8e1); --soft: light-dark(#5f5a51, #aea79b); --line: light-dark(#dad5ca, #3a362f);
            --accent: light-dark(#1f4fbf, #9db9ff); }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 1080px; margin: 2rem auto; padding: 0 1rem; background: var(--wall);
          color: var(--ink); }
        h1 { font-size: 1.4rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .6rem; }
        figure { margin: 0 0 1rem; } figcaption { font-size: .87rem; color: var(--soft); overflow-wrap: anywhere; padding-top: .3rem; }
        img { max-width: 100%; height: auto; display: block; border-radius: 4px; }
        .row { display: flex; flex-wrap: wrap; gap: 1rem; } .row figure { max-width: 360px; }
        .cut { position: relative; --cut: 50%; } .cut .before { position: absolute; inset: 0; width: 100%; height: 100%;
          clip-path: inset(0 calc(100% - var(--cut)) 0 0); }
        .cut::after { content: ""; position: absolute; inset: 0 auto 0 var(--cut); width: 2px; margin-left: -1px; background: #fff;
          box-shadow: 0 0 3px #000a; }
        input[type="range"] { width: 100%; margin: .5rem 0 0; accent-color: var(--accent); }
        details { margin-top: 2rem; } summary { font-weight: 600; cursor: pointer; }
        pre { background: var(--paper); border: 1px solid var(--line); padding: .7rem .9rem; border-radius: 8px; white-space: pre-wrap;
          overflow-wrap: anywhere; margin: .4rem 0; }
        table { border-collapse: collapse; width: 100%; }
        td { border-top: 1px solid var(--line); padding: .3rem .6rem .3rem 0; vertical-align: top; overflow-wrap: anywhere; }
        td:first-child { white-space: nowrap; color: var(--soft); width: 13rem; }
        svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; } svg text { fill: currentColor; }
        .grid { stroke: var(--line); } .curve { fill: none; stroke-width: 1.8; } .mark { stroke: currentColor; opacity: .45;
          stroke-dasharray: 2 3; }
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

    /// <summary>What most readers do not need, until <see cref="EndDetails"/>: shown when they ask for it.</summary>
    public void BeginDetails(string text) =>
        _body.Append(CultureInfo.InvariantCulture, $"<details><summary>{WebUtility.HtmlEncode(text)}</summary>\n");

    /// <summary>Ends them.</summary>
    public void EndDetails() => _body.Append("</details>\n");

    /// <summary>A picture, made smaller if its long side exceeds <paramref name="longSide"/>.</summary>
    public void Picture(RgbImage picture, int longSide, string caption)
    {
        string text = WebUtility.HtmlEncode(caption);
        _body.Append(CultureInfo.InvariantCulture, $"<figure>{Image(picture, longSide, text)}<figcaption>{text}</figcaption></figure>\n");
    }

    /// <summary>Two pictures of one size over one another, with a slider between them.</summary>
    /// <param name="before">Left of the line.</param>
    /// <param name="after">Right of it.</param>
    /// <param name="longSide">Both are made smaller if theirs exceeds it.</param>
    /// <param name="caption">Below.</param>
    public void Comparison((RgbImage Picture, string Name) before, (RgbImage Picture, string Name) after, int longSide, string caption)
    {
        const string Move = "this.previousElementSibling.style.setProperty('--cut', this.value + '%')";
        string left = WebUtility.HtmlEncode(before.Name), right = WebUtility.HtmlEncode(after.Name);
        _body.Append(
            CultureInfo.InvariantCulture,
            $"<figure><div class=\"cut\">{Image(after.Picture, longSide, right)}{Image(before.Picture, longSide, left, "before")}</div>"
                + $"<input type=\"range\" min=\"0\" max=\"100\" value=\"50\" aria-label=\"Between {left} and {right}\" oninput=\"{Move}\">"
                + $"<figcaption>{WebUtility.HtmlEncode(caption)}</figcaption></figure>\n");
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

    private static string Image(RgbImage picture, int longSide, string text, string kind = "")
    {
        RgbImage shown = picture.Size.LongSide <= longSide
            ? picture
            : Resampler.Resize(picture, picture.Size.WithLongSide(longSide));
        string data = Convert.ToBase64String(ImageFile.Encode(shown, ImageFormat.Jpeg, new PictureWriting { Quality = Quality }));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<img class=\"{kind}\" width=\"{shown.Width}\" height=\"{shown.Height}\" alt=\"{text}\" "
                + $"src=\"data:image/jpeg;base64,{data}\">");
    }

    /// <summary>The whole page.</summary>
    public override string ToString()
    {
        string title = WebUtility.HtmlEncode(_title);
        return $"{RunFolder.ReportBeginning}\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
            + "content=\"width=device-width\">\n"
            + $"<title>{title}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{title}</h1>\n{_body}</body>\n</html>\n";
    }
}
