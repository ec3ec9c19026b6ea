using System.Text.Json;

namespace Guided.Samples.Steering.Experiments;

/// <summary>Files with one JSON object a line.</summary>
internal static class JsonLines
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static List<T> Read<T>(string path, int limit = int.MaxValue) =>
        [.. File.ReadLines(path).Take(limit).Select(line => JsonSerializer.Deserialize<T>(line, Options)!)];
}
