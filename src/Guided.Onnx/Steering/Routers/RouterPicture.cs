using System.Globalization;
using System.Net;
using System.Text;
using Guided.Vocabularies;

namespace Guided.Onnx.Steering.Routers;

/// <summary>Draws which expert handled which token: the text once for each layer, each token on the colour of its first expert.</summary>
public static class RouterPicture
{
    private const int Margin = 20, LineHeight = 22, FontSize = 12, BarWidth = 160;
    private const double CharacterWidth = 7.3;

    /// <summary>Draws a trace as SVG.</summary>
    /// <param name="trace">What was noted.</param>
    /// <param name="vocabulary">The model's vocabulary.</param>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="start">The first position to draw.</param>
    public static string ToSvg(RouterTrace trace, Vocabulary vocabulary, int width = 960, int start = 0)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(vocabulary);
        var body = new StringBuilder();
        var y = Margin;
        foreach (var layer in trace.Layers)
        {
            y = DrawLayer(body, trace, vocabulary, layer.Layer, width, start, y);
        }

        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" font-family="monospace" font-size="{FontSize}">
            <rect width="{width}" height="{y}" fill="white"/>
            {body}</svg>

            """);
    }

    private static int DrawLayer(StringBuilder body, RouterTrace trace, Vocabulary vocabulary, int layer, int width, int start, int y)
    {
        y += FontSize;
        Write(body, $"<text x=\"{Margin}\" y=\"{y}\" font-weight=\"bold\">layer {layer}</text>");
        var loads = trace.Loads(layer);
        for (var expert = 0; expert < loads.Count; expert++)
        {
            var x = Margin + 80 + (expert * (BarWidth + 40));
            Write(body, $"<rect x=\"{x}\" y=\"{y - 10}\" width=\"{loads[expert] * BarWidth:F1}\" height=\"12\" fill=\"{Color(expert, loads.Count, 1)}\"/>");
            Write(body, $"<text x=\"{x + (loads[expert] * BarWidth) + 4:F1}\" y=\"{y}\">{expert}: {loads[expert]:P0}</text>");
        }

        y += LineHeight;
        double at = Margin;
        foreach (var route in trace.Routes(layer).Skip(start))
        {
            var text = Show(vocabulary, route.Token);
            var length = (text.Length * CharacterWidth) + 3;
            if (at + length > width - Margin && at > Margin)
            {
                (at, y) = (Margin, y + LineHeight);
            }

            var expert = route.Experts[0];
            var others = string.Join(", ", route.Experts.Select(e => string.Create(CultureInfo.InvariantCulture, $"expert {e}: {route.Probabilities[e]:P0}")));
            Write(body, $"<g><title>{WebUtility.HtmlEncode(others)}</title><rect x=\"{at:F1}\" y=\"{y - 13}\" width=\"{length:F1}\" height=\"18\" fill=\"{Color(expert, loads.Count, route.Probabilities[expert])}\"/>");
            Write(body, $"<text x=\"{at + 1.5:F1}\" y=\"{y}\" xml:space=\"preserve\">{WebUtility.HtmlEncode(text)}</text></g>");
            at += length + 1;
        }

        return y + LineHeight + Margin;
    }

    private static void Write(StringBuilder body, FormattableString line) => body.AppendLine(line.ToString(CultureInfo.InvariantCulture));

    // Hues as far apart as the number of experts allows; the surer the router, the stronger.
    private static string Color(int expert, int experts, float probability) =>
        string.Create(CultureInfo.InvariantCulture, $"hsl({360.0 * expert / experts:F0},70%,{90 - (25 * probability):F0}%)");

    private static string Show(Vocabulary vocabulary, int token)
    {
        var text = Encoding.UTF8.GetString(vocabulary.BytesOf(token));
        return string.Concat(text.Select(c => c == '\n' ? '⏎' : char.IsControl(c) ? '·' : c));
    }
}
