using System.Text.Json;

namespace Guided.Onnx.Steering.Autoencoders.Reading;

/// <summary>A trace as JSON, for other programs.</summary>
public static class FeatureTraceData
{
    /// <summary>
    /// Writes an object with <c>autoencoder</c> and <c>tokens</c>, a list of objects with <c>position</c>, <c>token</c>, <c>text</c>, <c>active</c>, <c>error</c>
    /// and <c>features</c>, a list of objects with <c>feature</c>, <c>value</c> and perhaps <c>name</c>.
    /// </summary>
    /// <param name="trace">The trace.</param>
    /// <param name="stream">Written to in UTF-8.</param>
    /// <param name="textOf">A token's text.</param>
    /// <param name="catalog">What is known of the features; null for nothing.</param>
    public static void WriteJson(this FeatureTrace trace, Stream stream, Func<int, string> textOf, FeatureCatalog? catalog = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(textOf);
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("autoencoder", Path.GetFileName(trace.Autoencoder.Source));
        writer.WriteStartArray("tokens");
        foreach (var token in trace.Tokens)
        {
            writer.WriteStartObject();
            writer.WriteNumber("position", token.Position);
            writer.WriteNumber("token", token.Token);
            writer.WriteString("text", textOf(token.Token));
            writer.WriteNumber("active", token.Active);
            writer.WriteNumber("error", token.Error);
            writer.WriteStartArray("features");
            foreach (var activation in token.Top)
            {
                writer.WriteStartObject();
                writer.WriteNumber("feature", activation.Feature);
                writer.WriteNumber("value", activation.Value);
                if (catalog?.Find(activation.Feature)?.Name is { } name)
                {
                    writer.WriteString("name", name);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
