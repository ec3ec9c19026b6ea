using System.Text.Json;
using System.Text.Json.Nodes;
using Guided.Onnx.Models;

namespace Guided.Onnx.Steering.Autoencoders.Formats;

/// <summary>Reads a small JSON file beside the weights.</summary>
internal static class ConfigFile
{
    private const int LargestFile = 1 << 20;

    private static readonly JsonDocumentOptions ReadOptions = new() { AllowDuplicateProperties = false };

    /// <exception cref="ModelLoadException">The file is missing, too large, not JSON, or not an object.</exception>
    public static JsonSection Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new ModelLoadException(path, "the configuration beside the weights does not exist.");
        }

        if (new FileInfo(path).Length > LargestFile)
        {
            throw new ModelLoadException(path, $"the configuration is larger than {LargestFile} bytes.");
        }

        try
        {
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: ReadOptions) is JsonObject members
                ? new JsonSection(path, "", members)
                : throw new ModelLoadException(path, "the file is not a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new ModelLoadException(path, $"the file is not valid JSON: {exception.Message}", exception);
        }
    }
}
