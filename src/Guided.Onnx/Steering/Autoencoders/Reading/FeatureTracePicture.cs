using System.Globalization;
using System.Net;
using System.Text;

namespace Guided.Onnx.Steering.Autoencoders.Reading;

/// <summary>A trace as a picture: tokens from left to right, the most active features from top to bottom.</summary>
public static class FeatureTracePicture
{
    private const int Cell = 22;
    private const int Names = 260;
    private const int Header = 110;
    private const int LongestText = 14;

    /// <summary>Draws an SVG.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="textOf">A token's text.</param>
    /// <param name="catalog">What is known of the features; null for nothing.</param>
    /// <param name="from">The first position to draw, for example where the output begins.</param>
    /// <param name="rows">The most features to draw: those with the largest activations, each in units of its largest known one.</param>
    public static string ToSvg(this FeatureTrace trace, Func<int, string> textOf, FeatureCatalog? catalog = null, int from = 0, int rows = 24)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(textOf);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        var tokens = trace.Tokens.Where(token => token.Position >= from).ToArray();
        var features = Strongest(tokens, catalog, rows);
        var width = Names + tokens.Length * Cell + Cell;
        var height = Header + features.Length * Cell + Cell;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" ");
        svg.Append("font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        for (var column = 0; column < tokens.Length; column++)
        {
            var x = Names + column * Cell + Cell / 2 + 4;
            svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate({x},{Header - 6}) rotate(-60)\">{Shown(textOf(tokens[column].Token))}</text>\n");
        }

        for (var row = 0; row < features.Length; row++)
        {
            var y = Header + row * Cell;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Names - 8}\" y=\"{y + 15}\" text-anchor=\"end\">{NameOf(features[row].Feature, catalog)}</text>\n");
            AppendCells(svg, tokens, features[row], y);
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>Makes an HTML page with the picture and, for each token, its strongest features. It needs no other file.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="title">The page's title.</param>
    /// <param name="textOf">A token's text.</param>
    /// <param name="catalog">What is known of the features; null for nothing.</param>
    /// <param name="from">The first position to show.</param>
    /// <param name="rows">The most features to draw.</param>
    public static string ToHtml(this FeatureTrace trace, string title, Func<int, string> textOf, FeatureCatalog? catalog = null, int from = 0, int rows = 24)
    {
        ArgumentNullException.ThrowIfNull(title);
        var svg = ToSvg(trace, textOf, catalog, from, rows);
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(WebUtility.HtmlEncode(title)).Append("</title>\n");
        html.Append("<style>body{font-family:sans-serif;margin:2em;color:#222}table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:left;");
        html.Append("border-bottom:1px solid #ddd;font-variant-numeric:tabular-nums}code{background:#f2f2f2}.picture{overflow-x:auto}</style></head>\n<body><h1>");
        html.Append(WebUtility.HtmlEncode(title)).Append("</h1>\n<div class=\"picture\">").Append(svg).Append("</div>\n<table><tr><th>Position</th><th>Token</th><th>Active</th>");
        html.Append("<th>Error</th><th>Strongest features</th></tr>\n");
        foreach (var token in trace.Tokens.Where(token => token.Position >= from))
        {
            var list = string.Join(", ", token.Top.Select(top => string.Create(CultureInfo.InvariantCulture, $"{NameOf(top.Feature, catalog)} {top.Value:F2}")));
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{token.Position}</td><td><code>{Shown(textOf(token.Token))}</code></td><td>{token.Active}</td>");
            html.Append(CultureInfo.InvariantCulture, $"<td>{token.Error:P1}</td><td>{list}</td></tr>\n");
        }

        return html.Append("</table></body></html>\n").ToString();
    }

    private static (int Feature, float Largest)[] Strongest(TokenFeatures[] tokens, FeatureCatalog? catalog, int rows) =>
        [.. tokens.SelectMany(token => token.Top)
            .GroupBy(activation => activation.Feature, activation => activation.Value)
            .Select(group => (Feature: group.Key, Largest: Math.Max(group.Max(), catalog?.Find(group.Key)?.Largest ?? 0), Here: group.Max(), First: catalog?.Find(group.Key)?.Name is null ? 1 : 0))
            .OrderBy(row => row.First).ThenByDescending(row => row.Here / row.Largest).ThenBy(row => row.Feature)
            .Take(rows)
            .Select(row => (row.Feature, row.Largest))];

    private static void AppendCells(StringBuilder svg, TokenFeatures[] tokens, (int Feature, float Largest) row, int y)
    {
        for (var column = 0; column < tokens.Length; column++)
        {
            foreach (var activation in tokens[column].Top.Where(top => top.Feature == row.Feature))
            {
                var share = Math.Clamp(activation.Value / row.Largest, 0.05f, 1);
                svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Names + column * Cell}\" y=\"{y}\" width=\"{Cell - 1}\" height=\"{Cell - 1}\" fill=\"#1b6ca8\" ");
                svg.Append(CultureInfo.InvariantCulture, $"fill-opacity=\"{share:F2}\"><title>{activation.Value:F2}</title></rect>\n");
            }
        }
    }

    private static string NameOf(int feature, FeatureCatalog? catalog)
    {
        var info = catalog?.Find(feature);
        var name = info?.Name ?? string.Join(' ', info?.Tokens.Take(3).Select(Shortened) ?? []);
        return WebUtility.HtmlEncode(string.Create(CultureInfo.InvariantCulture, $"{feature} {name}").TrimEnd());
    }

    private static string Shown(string text) => WebUtility.HtmlEncode(Shortened(text));

    private static string Shortened(string text)
    {
        var visible = text.Replace("\n", "⏎", StringComparison.Ordinal).Replace(' ', '␣');
        return visible.Length > LongestText ? visible[..LongestText] + "…" : visible;
    }
}
