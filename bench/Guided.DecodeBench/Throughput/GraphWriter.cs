using System.Globalization;
using System.Runtime.InteropServices;
using Guided.Onnx.Graphs;

namespace Guided.DecodeBench.Throughput;

/// <summary>Writes an ONNX file node by node, its weights into a file beside it.</summary>
/// <remarks>Field numbers are those of onnx.proto. Random weights come from a fixed seed.</remarks>
internal sealed class GraphWriter : IDisposable
{
    public const int Float = 1, Byte = 2, Int32 = 6, Int64 = 7, Half = 10;

    private readonly string _path;
    private readonly FileStream _data;
    private readonly List<ProtoMessage> _nodes = [];
    private readonly List<ProtoMessage> _constants = [];
    private readonly List<ProtoMessage> _inputs = [];
    private readonly List<ProtoMessage> _outputs = [];
    private readonly Random _random = new(7);

    /// <summary>Begins a file.</summary>
    public GraphWriter(string path)
    {
        _path = path;
        _data = File.Create(path + ".data");
    }

    public void Input(string name, int type, params object[] shape) => _inputs.Add(Port(name, type, shape));

    public void Output(string name, int type, params object[] shape) => _outputs.Add(Port(name, type, shape));

    /// <summary>Adds an operator; attributes are whole numbers or floats.</summary>
    public void Node(string operation, string domain, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var node = new ProtoMessage();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        foreach (var output in outputs)
        {
            node.Text(2, output);
        }

        node.Text(3, $"{operation}.{_nodes.Count}").Text(4, operation).Text(7, domain);
        foreach (var (name, value) in attributes)
        {
            var attribute = new ProtoMessage().Text(1, name);
            node.Message(5, value is float number ? attribute.Float(2, number).Integer(20, 1) : attribute.Integer(3, (long)value).Integer(20, 2));
        }

        _nodes.Add(node);
    }

    /// <summary>Adds a constant whose values are in the graph itself.</summary>
    public void Constant(string name, int type, int[] shape, ReadOnlySpan<byte> values) =>
        _constants.Add(Tensor(name, type, shape).Bytes(9, values));

    /// <summary>Adds random bytes.</summary>
    public void RandomBytes(string name, int[] shape) => External(name, Byte, shape, 1, static (random, bytes) => random.NextBytes(bytes));

    /// <summary>Adds random fp16 numbers of both signs around a sixtieth.</summary>
    public void RandomHalves(string name, int[] shape) => External(name, Half, shape, 2, static (random, bytes) =>
    {
        random.NextBytes(bytes);
        foreach (ref var half in MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan()))
        {
            half = (ushort)((half & 0x83FF) | 0x2400);
        }
    });

    /// <summary>Adds fp32 numbers around a mean.</summary>
    public void RandomScales(string name, int[] shape, float mean) => External(name, Float, shape, 4, (random, bytes) =>
    {
        foreach (ref var scale in MemoryMarshal.Cast<byte, float>(bytes.AsSpan()))
        {
            scale = mean * (0.5f + random.NextSingle());
        }
    });

    /// <summary>Writes the graph.</summary>
    public void Dispose()
    {
        _data.Dispose();
        var graph = new ProtoMessage();
        _nodes.ForEach(n => graph.Message(1, n));
        graph.Text(2, "generated");
        _constants.ForEach(c => graph.Message(5, c));
        _inputs.ForEach(i => graph.Message(11, i));
        _outputs.ForEach(o => graph.Message(12, o));
        var model = new ProtoMessage().Integer(1, 8).Message(7, graph)
            .Message(8, new ProtoMessage().Text(1, "").Integer(2, 17))
            .Message(8, new ProtoMessage().Text(1, "com.microsoft").Integer(2, 1));
        File.WriteAllBytes(_path, model.Written.ToArray());
    }

    private static ProtoMessage Port(string name, int type, object[] shape)
    {
        var sizes = new ProtoMessage();
        foreach (var size in shape)
        {
            sizes.Message(1, size is int number ? new ProtoMessage().Integer(1, number) : new ProtoMessage().Text(2, (string)size));
        }

        var tensor = new ProtoMessage().Integer(1, type).Message(2, sizes);
        return new ProtoMessage().Text(1, name).Message(2, new ProtoMessage().Message(1, tensor));
    }

    private static ProtoMessage Tensor(string name, int type, int[] shape)
    {
        var tensor = new ProtoMessage();
        foreach (var size in shape)
        {
            tensor.Integer(1, size);
        }

        return tensor.Integer(2, type).Text(8, name);
    }

    private void External(string name, int type, int[] shape, int size, Action<Random, byte[]> fill)
    {
        _data.Position = (_data.Position + 4095) & ~4095L;
        var offset = _data.Position;
        var bytes = new byte[shape.Aggregate(size, (product, n) => product * n)];
        fill(_random, bytes);
        _data.Write(bytes);
        ProtoMessage Entry(string key, string value) => new ProtoMessage().Text(1, key).Text(2, value);
        _constants.Add(Tensor(name, type, shape)
            .Message(13, Entry("location", Path.GetFileName(_path) + ".data"))
            .Message(13, Entry("offset", offset.ToString(CultureInfo.InvariantCulture)))
            .Message(13, Entry("length", bytes.Length.ToString(CultureInfo.InvariantCulture)))
            .Integer(14, 1));
    }
}
