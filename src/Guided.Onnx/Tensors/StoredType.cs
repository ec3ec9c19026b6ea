namespace Guided.Onnx.Tensors;

/// <summary>How a tensor file stores numbers.</summary>
internal enum StoredType
{
    /// <summary>A type that holds no floating-point numbers this library reads; the file's own name of it is in the entry.</summary>
    Other,

    /// <summary>IEEE 754, 64 bits.</summary>
    Float64,

    /// <summary>IEEE 754, 32 bits.</summary>
    Float32,

    /// <summary>IEEE 754, 16 bits.</summary>
    Float16,

    /// <summary>The upper half of a 32-bit number.</summary>
    BFloat16,
}
