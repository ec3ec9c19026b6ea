using Guided.Onnx.Interop;

namespace Guided.Onnx.Models;

/// <summary>Opens a model's graph and says in plain words why one cannot be opened.</summary>
internal static class SessionLoader
{
    // A graph that comes from memory has no folder of its own.
    private const string WeightsFolder = "session.model_external_initializers_file_folder_path";

    /// <exception cref="ModelLoadException">The file is missing, damaged, or not runnable by this ONNX Runtime.</exception>
    public static OrtSession Open(string path, OrtSessionOptions options)
    {
        RequireContent(path);
        return Open(path, () => new OrtSession(path, options));
    }

    /// <summary>Opens a graph that was changed in memory. Its weights stay where the file's are.</summary>
    /// <exception cref="ModelLoadException">The graph is not runnable by this ONNX Runtime.</exception>
    public static OrtSession Open(string path, ReadOnlyMemory<byte> graph, OrtSessionOptions options)
    {
        options.AddConfigEntry(WeightsFolder, Path.GetDirectoryName(Path.GetFullPath(path))!);
        return Open(path, () => new OrtSession(graph.Span, options));
    }

    /// <exception cref="ModelLoadException">The file is missing or empty.</exception>
    public static void RequireContent(string path)
    {
        if (!File.Exists(path))
        {
            throw new ModelLoadException(path, $"the graph that 'model.decoder.filename' of {GenAiConfig.FileName} names does not exist.");
        }

        if (new FileInfo(path).Length == 0)
        {
            throw new ModelLoadException(path, "the file is empty; fetch it again.");
        }
    }

    private static OrtSession Open(string path, Func<OrtSession> open)
    {
        try
        {
            return open();
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelLoadException(path, Explain(exception), exception);
        }
    }

    private static string Explain(OnnxRuntimeException exception)
    {
        var cause = exception.Error switch
        {
            OnnxRuntimeError.InvalidProtobuf => "the file is not a readable ONNX graph. It may be truncated or damaged, or a Git LFS pointer; fetch it again.",
            OnnxRuntimeError.InvalidGraph => "the graph is not valid.",
            OnnxRuntimeError.NotImplemented => "the graph uses an operator that this ONNX Runtime or execution provider does not have.",
            _ when IsExternalData(exception.NativeMessage) =>
                "the graph's weights are in a second file beside it (external data) that is missing or incomplete; fetch the whole model folder again. "
                + "ONNX Runtime also refuses such a file outside the model folder, symbolic links included.",
            _ => "the graph could not be loaded.",
        };
        return $"{cause} ONNX Runtime says: {exception.NativeMessage}";
    }

    private static bool IsExternalData(string message) =>
        message.Contains("external", StringComparison.OrdinalIgnoreCase) || message.Contains(".data", StringComparison.OrdinalIgnoreCase);
}
