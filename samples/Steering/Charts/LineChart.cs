using System.Globalization;
using System.Net;
using System.Text;

namespace Guided.Samples.Steering.Charts;

/// <summary>Lines over a common axis, with values from 0 to 1, as SVG.</summary>
internal sealed class LineChart(string title, string xLabel, string yLabel)
{
    private const int Width = 720, Height = 380, Left = 60, Right = 210, Top = 40, Bottom = 50;
    private static readonly string[] Colors = ["#1b6ca8", "#c0392b", "#27864a", "#8e44ad", "#c77d0a", "#16807a", "#7f8c8d", "#2c3e50"];

    private readonly Dictionary<string, List<(double X, double Y)>> _lines = [];

    public void Add(string line, double x, double y)
    {
        if (!_lines.TryGetValue(line, out var points))
        {
            _lines[line] = points = [];
        }

        points.Add((x, y));
    }

    public string ToSvg()
    {
        var all = _lines.Values.SelectMany(points => points).ToArray();
        var (least, most) = (all.Min(p => p.X), all.Max(p => p.X));
        double X(double x) => Left + ((x - least) / (most - least) * (Width - Left - Right));
        double Y(double y) => Height - Bottom - (y * (Height - Top - Bottom));
        var svg = new StringBuilder();
        void Line(FormattableString text) => svg.AppendLine(text.ToString(CultureInfo.InvariantCulture));
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Line($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Line($"<text x=\"{Left}\" y=\"22\" font-size=\"15\">{WebUtility.HtmlEncode(title)}</text>");
        for (var tick = 0; tick <= 4; tick++)
        {
            Line($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick / 4.0):F1}\" y2=\"{Y(tick / 4.0):F1}\" stroke=\"#ddd\"/>");
            Line($"<text x=\"{Left - 8}\" y=\"{Y(tick / 4.0) + 4:F1}\" text-anchor=\"end\">{tick / 4.0:0.00}</text>");
        }

        foreach (var x in all.Select(p => p.X).Distinct().Where(x => x == Math.Floor(x)))
        {
            Line($"<text x=\"{X(x):F1}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{x:0.##}</text>");
        }

        Line($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 12}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(xLabel)}</text>");
        Line($"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{WebUtility.HtmlEncode(yLabel)}</text>");
        foreach (var (index, (name, points)) in _lines.Index())
        {
            var color = Colors[index % Colors.Length];
            var path = string.Join(' ', points.OrderBy(p => p.X).Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.X):F1},{Y(p.Y):F1}")));
            Line($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>");
            Line($"<rect x=\"{Width - Right + 14}\" y=\"{Top + (index * 20) - 9}\" width=\"12\" height=\"4\" fill=\"{color}\"/>");
            Line($"<text x=\"{Width - Right + 32}\" y=\"{Top + (index * 20)}\">{WebUtility.HtmlEncode(name)}</text>");
        }

        Line($"</svg>");
        return svg.ToString();
    }
}
