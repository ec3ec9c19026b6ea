using System.Text.Json;
using Guided.Testing;

namespace Guided.Onnx.Tests.Steering.Autoencoders;

/// <summary>One of the small autoencoders that training/sae_reference.py writes, with what PyTorch computes for it in double precision.</summary>
internal sealed class ReferenceCase
{
    public ReferenceCase(string name)
    {
        Folder = FolderOf(name);
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "expected.json")));
        Inputs = Rows(document.RootElement.GetProperty("inputs"));
        Features = Rows(document.RootElement.GetProperty("features"));
        Outputs = Rows(document.RootElement.GetProperty("outputs"));
        Scale = document.RootElement.TryGetProperty("scale", out var scale) ? scale.GetSingle() : null;
    }

    public string Folder { get; }

    public float[][] Inputs { get; }

    public float[][] Features { get; }

    public float[][] Outputs { get; }

    public float? Scale { get; }

    public static string Root => Repository.PathOf("tests", "Guided.Onnx.Tests", "Steering", "Fixtures");

    public static string FolderOf(string name) => Path.Combine(Root, name);

    public static float LargestDifference(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = 0f;
        for (var index = 0; index < actual.Length; index++)
        {
            largest = Math.Max(largest, Math.Abs(actual[index] - expected[index]));
        }

        return largest;
    }

    private static float[][] Rows(JsonElement element) => [.. element.EnumerateArray().Select(row => Flat(row).ToArray())];

    private static IEnumerable<float> Flat(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flat) : [(float)element.GetDouble()];
}
