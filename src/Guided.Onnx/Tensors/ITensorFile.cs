using Guided.Onnx.Models;

namespace Guided.Onnx.Tensors;

/// <summary>A file of named tensors. Opening it reads names and shapes; numbers are read when asked for, converted to fp32.</summary>
internal interface ITensorFile : IDisposable
{
    /// <summary>The file.</summary>
    string Path { get; }

    /// <summary>The tensors by name.</summary>
    IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>Reads all of a tensor's numbers, row-major.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <param name="destination">Exactly as long as the tensor.</param>
    /// <exception cref="ModelLoadException">The type is not a floating-point one, or the file ends too early.</exception>
    void Read(StoredTensor tensor, Span<float> destination);
}
