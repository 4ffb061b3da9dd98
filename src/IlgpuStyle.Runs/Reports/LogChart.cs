using System.Globalization;
using System.Net;
using System.Text;

namespace IlgpuStyle.Runs.Reports;

/// <summary>Curves over the steps of a run as inline SVG, with a logarithmic value axis.</summary>
internal sealed class LogChart
{
    private const double Width = 960, Height = 320, Left = 64, Right = 190, Top = 14, Bottom = 34;

    // More points than pixels only make the file larger.
    private const int MaxPoints = 800;

    // Colours that stay apart for the colour-blind (Okabe & Ito 2008) first; a chart with more curves repeats
    // them dashed.
    private static readonly string[] s_colors =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a7a00", "#7f7f7f"];

    private readonly IReadOnlyList<ChartSeries> _series;
    private readonly IReadOnlyList<ChartMark> _marks;
    private readonly int _firstStep;
    private readonly int _lastStep;
    private readonly double _low;
    private readonly double _high;

    private LogChart(IReadOnlyList<ChartSeries> series, IReadOnlyList<ChartMark> marks)
    {
        _series = series;
        _marks = marks;
        _firstStep = series.Min(curve => curve.Points.Min(point => point.Step));
        _lastStep = Math.Max(_firstStep + 1, series.Max(curve => curve.Points.Max(point => point.Step)));
        double[] exponents = [.. series.SelectMany(curve => curve.Points).Where(IsShown).Select(
            point => Math.Log10(point.Value))];
        _low = exponents.Length == 0 ? 0 : Math.Floor(exponents.Min());
        _high = exponents.Length == 0 ? 1 : Math.Max(_low + 1, Math.Ceiling(exponents.Max()));
    }

    /// <summary>One figure, whose axes hold all of its curves.</summary>
    /// <param name="title">Above the chart.</param>
    /// <param name="series">The curves; those without a positive value are left out.</param>
    /// <param name="marks">Vertical lines.</param>
    /// <returns>A figure element; empty if there is nothing to draw.</returns>
    public static string Draw(string title, IEnumerable<ChartSeries> series, IReadOnlyList<ChartMark> marks)
    {
        ChartSeries[] drawn = [.. series.Where(curve => curve.Points.Any(IsShown))];
        if (drawn.Length == 0)
            return "";
        StringBuilder svg = new();
        svg.Append(
            CultureInfo.InvariantCulture, $"<figure><figcaption>{WebUtility.HtmlEncode(title)}</figcaption>");
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\">\n");
        new LogChart(drawn, marks).Append(svg);
        return svg.Append("</svg></figure>\n").ToString();
    }

    private static bool IsShown((int Step, double Value) point) =>
        double.IsFinite(point.Value) && point.Value > 0;

    private void Append(StringBuilder svg)
    {
        AppendValueAxis(svg);
        AppendStepAxis(svg);
        foreach (ChartMark mark in _marks.Where(mark => mark.Step >= _firstStep && mark.Step <= _lastStep))
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line class=\"mark\" x1=\"{X(mark.Step):0.#}\" x2=\"{X(mark.Step):0.#}\" y1=\"{Top}\" "
                    + $"y2=\"{Height - Bottom}\">");
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<title>step {mark.Step}: {WebUtility.HtmlEncode(mark.Text)}</title></line>\n");
        }

        for (int i = 0; i < _series.Count; i++)
            AppendCurve(svg, _series[i], i);
    }

    private void AppendValueAxis(StringBuilder svg)
    {
        // At most about ten labels: every power of ten, or every second, …
        int every = Math.Max(1, (int)Math.Ceiling((_high - _low) / 10));
        for (double exponent = _low; exponent <= _high; exponent++)
        {
            double y = Y(Math.Pow(10, exponent));
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/>");
            if ((exponent - _low) % every == 0)
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">10<tspan dy=\"-5\" "
                        + $"font-size=\"9\">{exponent}</tspan></text>\n");
        }
    }

    private void AppendStepAxis(StringBuilder svg)
    {
        double span = _lastStep - _firstStep, unit = Math.Pow(10, Math.Floor(Math.Log10(span)));
        double distance = Math.Max(1, span / unit < 2 ? unit / 5 : span / unit < 5 ? unit / 2 : unit);
        for (double step = Math.Ceiling(_firstStep / distance) * distance; step <= _lastStep; step += distance)
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{X(step):0.#}\" y=\"{Height - Bottom + 18}\" "
                    + $"text-anchor=\"middle\">{step:0}</text>\n");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Width - Right}\" y=\"{Height - 2}\" text-anchor=\"end\">step</text>\n");
    }

    private void AppendCurve(StringBuilder svg, ChartSeries curve, int index)
    {
        string color = s_colors[index % s_colors.Length];
        string dashes = index < s_colors.Length ? "" : " stroke-dasharray=\"5 3\"";
        int every = (curve.Points.Count + MaxPoints - 1) / MaxPoints;
        StringBuilder path = new();
        bool open = false;
        for (int i = 0; i < curve.Points.Count; i++)
        {
            if (i % every != 0 && i != curve.Points.Count - 1)
                continue;
            bool shown = IsShown(curve.Points[i]);
            if (shown)
                path.Append(
                    CultureInfo.InvariantCulture,
                    $"{(open ? 'L' : 'M')}{X(curve.Points[i].Step):0.#} {Y(curve.Points[i].Value):0.#}");
            open = shown;
        }

        svg.Append(
            CultureInfo.InvariantCulture, $"<path class=\"curve\" stroke=\"{color}\"{dashes} d=\"{path}\"/>");
        double y = Top + 10 + 17 * index;
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<line x1=\"{Width - Right + 14}\" x2=\"{Width - Right + 36}\" y1=\"{y - 4}\" y2=\"{y - 4}\" "
                + $"stroke=\"{color}\" stroke-width=\"2\"{dashes}/>");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Width - Right + 42}\" y=\"{y}\">{WebUtility.HtmlEncode(curve.Name)}</text>\n");
    }

    private double X(double step) =>
        Left + (Width - Left - Right) * (step - _firstStep) / (_lastStep - _firstStep);

    private double Y(double value) =>
        Height - Bottom - (Height - Top - Bottom) * (Math.Log10(value) - _low) / (_high - _low);
}
