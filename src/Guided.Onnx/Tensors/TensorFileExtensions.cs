using System.Numerics.Tensors;
using Guided.Onnx.Models;

namespace Guided.Onnx.Tensors;

/// <summary>Reading tensors whose shape is known beforehand.</summary>
internal static class TensorFileExtensions
{
    /// <summary>The first of these names that the file has, or null.</summary>
    public static string? NameOf(this ITensorFile file, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (file.Tensors.ContainsKey(name))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>A tensor of the file.</summary>
    /// <exception cref="ModelLoadException">It is missing; the message says what the file has.</exception>
    public static StoredTensor Get(this ITensorFile file, string name) => file.Tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new ModelLoadException(file.Path, $"'{name}' is missing. The file has {string.Join(", ", file.Tensors.Values.Take(20))}.");

    /// <summary>All numbers of a tensor of this shape.</summary>
    /// <exception cref="ModelLoadException">It is missing, has another shape or type, is cut off, or holds NaN or infinity.</exception>
    public static float[] ReadFinite(this ITensorFile file, string name, params ReadOnlySpan<int> shape)
    {
        var tensor = file.Get(name);
        if (tensor.Shape.Length != shape.Length || !Same(tensor.Shape, shape))
        {
            throw new ModelLoadException(file.Path, $"{tensor} should have the shape [{string.Join(", ", shape.ToArray())}].");
        }

        return file.ReadFinite(tensor);
    }

    /// <summary>All numbers of a tensor.</summary>
    /// <inheritdoc cref="ReadFinite(ITensorFile, string, ReadOnlySpan{int})"/>
    public static float[] ReadFinite(this ITensorFile file, StoredTensor tensor)
    {
        if (tensor.Count > Array.MaxLength)
        {
            throw new ModelLoadException(file.Path, $"{tensor} has {tensor.Count} numbers; more than {Array.MaxLength} are not read.");
        }

        var numbers = GC.AllocateUninitializedArray<float>((int)tensor.Count);
        file.Read(tensor, numbers);
        if (!TensorPrimitives.IsFiniteAll<float>(numbers))
        {
            var index = Array.FindIndex(numbers, number => !float.IsFinite(number));
            throw new ModelLoadException(file.Path, $"'{tensor.Name}' holds {numbers[index]} at {index}: weights must be finite. The file is damaged, or training diverged.");
        }

        return numbers;
    }

    private static bool Same(long[] actual, ReadOnlySpan<int> expected)
    {
        for (var axis = 0; axis < actual.Length; axis++)
        {
            if (actual[axis] != expected[axis])
            {
                return false;
            }
        }

        return true;
    }
}
