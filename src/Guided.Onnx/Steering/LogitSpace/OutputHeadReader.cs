using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Guided.Onnx.Graphs;
using Guided.Onnx.Interop;
using Guided.Onnx.Models;
using Guided.Steering;

namespace Guided.Onnx.Steering.LogitSpace;

/// <summary>Reads the end of a model from its graph: the final norm, and the output matrix, dequantised.</summary>
public static class OutputHeadReader
{
    /// <summary>Reads the head of a model in a folder.</summary>
    /// <exception cref="ModelLoadException">
    /// A file is missing or damaged, or the logits come from something else than an RMS norm and a MatMul or MatMulNBits (4 or 8 bits) without bias.
    /// </exception>
    public static OutputHead Read(string folder)
    {
        var config = GenAiConfig.Load(folder);
        var path = Path.Combine(folder, config.Decoder.FileName);
        SessionLoader.RequireContent(path);
        try
        {
            var file = OnnxModelFile.Load(path);
            var stream = new DecoderLayout(file, config.Decoder.LayerCount).StreamOf(config.Decoder.LayerCount - 1);
            var norm = stream.Norm;
            if (!norm.Operation.EndsWith("SimplifiedLayerNormalization", StringComparison.Ordinal))
            {
                throw new InvalidDataException($"the final norm {norm} is no RMS norm.");
            }

            var gamma = Floats(file, norm.Inputs[stream.IsFused ? 2 : 1], folder);
            var output = file.Nodes.Find(node => node.Outputs.Contains(config.Decoder.Logits))
                ?? throw new InvalidDataException($"no operator makes '{config.Decoder.Logits}'.");
            if (output.Inputs[0] != norm.Outputs[0])
            {
                throw new InvalidDataException($"{output}, which makes the logits, does not read the final norm.");
            }

            var weights = output.Operation switch
            {
                "MatMul" => Transposed(Floats(file, output.Inputs[1], folder), gamma.Length),
                "MatMulNBits" => Dequantized(file, output, folder),
                _ => throw new InvalidDataException($"the logits come from {output}; MatMul and MatMulNBits are supported."),
            };
            return new OutputHead(weights, gamma, norm.Float("epsilon") ?? 1e-5f);
        }
        catch (Exception exception) when (exception is InvalidDataException or SteeringException)
        {
            throw new ModelLoadException(path, exception.Message, exception);
        }
    }

    private static OnnxInitializer Constant(OnnxModelFile file, string name) =>
        file.FindInitializer(name) ?? throw new InvalidDataException($"the constant '{name}' is missing.");

    private static float[] Floats(OnnxModelFile file, string name, string folder)
    {
        var constant = Constant(file, name);
        var bytes = constant.ReadBytes(folder).Span;
        switch (constant.Type)
        {
            case TensorElementType.Float:
                return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
            case TensorElementType.Float16:
                var halves = MemoryMarshal.Cast<byte, Half>(bytes);
                var floats = new float[halves.Length];
                TensorPrimitives.ConvertToSingle(halves, floats);
                return floats;
            default:
                throw new InvalidDataException($"the constant '{name}' is of type {constant.Type}; Float and Float16 are supported.");
        }
    }

    private static float[] Transposed(float[] matrix, int rows)
    {
        var columns = matrix.Length / rows;
        var transposed = new float[matrix.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                transposed[(column * rows) + row] = matrix[(row * columns) + column];
            }
        }

        return transposed;
    }

    // com.microsoft.MatMulNBits: B is [N, K/block, block·bits/8], low nibble first, scales [N, K/block]; the zero point is the middle.
    private static float[] Dequantized(OnnxModelFile file, OnnxNode node, string folder)
    {
        var (columns, rows, bits, block) = (Attribute("K"), Attribute("N"), Attribute("bits"), Attribute("block_size"));
        if (bits is not (4 or 8) || node.Inputs.Skip(3).Any(input => input.Length > 0))
        {
            throw new InvalidDataException($"{node} has {bits} bits, zero points, a group index or a bias; supported are 4 and 8 bits with scales alone.");
        }

        var codes = Constant(file, node.Inputs[1]).ReadBytes(folder).Span;
        var scales = Floats(file, node.Inputs[2], folder);
        var blocks = (columns + block - 1) / block;
        var weights = new float[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var at = (row * blocks * block) + column;
                var code = bits == 8 ? codes[at] - 128 : ((codes[at / 2] >> (4 * (at & 1))) & 15) - 8;
                weights[(row * columns) + column] = code * scales[(row * blocks) + (column / block)];
            }
        }

        return weights;
        int Attribute(string name) => (int)(node.Integer(name) ?? throw new InvalidDataException($"{node} lacks the attribute '{name}'."));
    }
}
