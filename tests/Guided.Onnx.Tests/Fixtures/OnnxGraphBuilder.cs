using System.Globalization;
using System.Runtime.InteropServices;

namespace Guided.Onnx.Tests.Fixtures;

/// <summary>Builds an ONNX model file (<c>onnx.proto</c>: ModelProto and what it holds) node by node.</summary>
internal sealed class OnnxGraphBuilder
{
    public const int Float = 1;
    public const int Int32 = 6;
    public const int Int64 = 7;
    public const int Float16 = 10;
    public const string Microsoft = "com.microsoft";

    private readonly ProtoWriter _graph = new ProtoWriter().Text(2, "tiny");
    private readonly MemoryStream? _external;
    private int _count;

    /// <summary>Makes a builder.</summary>
    /// <param name="external">Receives the weights, to be written to <c>model.onnx.data</c>; null to keep them in the file.</param>
    public OnnxGraphBuilder(MemoryStream? external) => _external = external;

    /// <summary>The name of the next node; those without one are numbered.</summary>
    public string? NextName { get; set; }

    public byte[] Build() => new ProtoWriter()
        .Integer(1, 8)
        .Message(7, _graph)
        .Message(8, new ProtoWriter().Text(1, "").Integer(2, 18))
        .Message(8, new ProtoWriter().Text(1, Microsoft).Integer(2, 1))
        .ToArray();

    public void Input(string name, int type, params object[] shape) => _graph.Message(11, ValueInfo(name, type, shape));

    public void Output(string name, int type, params object[] shape) => _graph.Message(12, ValueInfo(name, type, shape));

    public string Constant(string name, int type, long[] shape, byte[] data)
    {
        var tensor = new ProtoWriter();
        foreach (var size in shape)
        {
            tensor.Integer(1, size);
        }

        tensor.Integer(2, type).Text(8, name);
        if (_external is null || data.Length < 64)
        {
            tensor.Bytes(9, data);
        }
        else
        {
            tensor.Message(13, Pair("location", "model.onnx.data"));
            tensor.Message(13, Pair("offset", _external.Position.ToString(CultureInfo.InvariantCulture)));
            tensor.Message(13, Pair("length", data.Length.ToString(CultureInfo.InvariantCulture)));
            tensor.Integer(14, 1);
            _external.Write(data);
        }

        _graph.Message(5, tensor);
        return name;
    }

    public string Integers(string name, params long[] values) =>
        Constant(name, Int64, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public string Scalar(string name, long value) => Constant(name, Int64, [], BitConverter.GetBytes(value));

    /// <summary>Adds a node with one output.</summary>
    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var output = string.Create(CultureInfo.InvariantCulture, $"{op}_{_count}");
        Node(op, inputs, [output], attributes);
        return output;
    }

    public void Node(string op, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        foreach (var output in outputs)
        {
            node.Text(2, output);
        }

        node.Text(3, NextName ?? string.Create(CultureInfo.InvariantCulture, $"node_{_count}")).Text(4, op);
        _count++;
        NextName = null;
        foreach (var (name, value) in attributes)
        {
            node.Message(5, Attribute(name, value));
        }

        if (op is "GroupQueryAttention" or "MoE" or "SkipSimplifiedLayerNormalization")
        {
            node.Text(7, Microsoft);
        }

        _graph.Message(1, node);
    }

    private static ProtoWriter Attribute(string name, object value) => value switch
    {
        int number => new ProtoWriter().Text(1, name).Integer(3, number).Integer(20, 2),
        float number => new ProtoWriter().Text(1, name).Float(2, number).Integer(20, 1),
        string text => new ProtoWriter().Text(1, name).Text(4, text).Integer(20, 3),
        _ => throw new ArgumentException($"No attribute of type {value.GetType()}.", nameof(value)),
    };

    private static ProtoWriter ValueInfo(string name, int type, object[] shape)
    {
        var axes = new ProtoWriter();
        foreach (var axis in shape)
        {
            axes.Message(1, axis is int size ? new ProtoWriter().Integer(1, size) : new ProtoWriter().Text(2, (string)axis));
        }

        var tensor = new ProtoWriter().Integer(1, type).Message(2, axes);
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor));
    }

    private static ProtoWriter Pair(string key, string value) => new ProtoWriter().Text(1, key).Text(2, value);
}
