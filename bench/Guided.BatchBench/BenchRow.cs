using System.Text.Json;
using Guided.Formats;
using Guided.Grammars.JsonSchema;

namespace Guided.BatchBench;

/// <summary>A row of a test set of the model.</summary>
internal sealed record BenchRow(string Prompt, string? Type, string[]? Labels, JsonElement? Schema, string Answer)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private static readonly JsonSchemaOptions Compact = new() { Whitespace = JsonWhitespace.Compact, Escapes = JsonEscapes.Shortest };

    /// <summary>The prompt with the line that names the format.</summary>
    public string FullPrompt => Prompt + (Labels is null ? "\nAnswer with JSON: " + Type : "\nAnswer with one of: " + string.Join(", ", Labels));

    /// <summary>The format of the answer.</summary>
    public OutputFormat Format => Labels is null ? OutputFormat.Json(Schema!.Value.GetRawText(), Compact) : OutputFormat.Choice(Labels);

    /// <summary>The rows of one test set, or of all: the first of each, the second of each …</summary>
    public static BenchRow[] Load(string model, string name = "*")
    {
        var sets = Directory.GetFiles(Path.Combine(model, "tests"), name + ".jsonl").Order()
            .Select(f => File.ReadLines(f).Select(line => JsonSerializer.Deserialize<BenchRow>(line, Web)!).ToArray()).ToArray();
        return [.. Enumerable.Range(0, sets.Max(s => s.Length)).SelectMany(i => sets.Where(s => i < s.Length).Select(s => s[i]))];
    }
}
