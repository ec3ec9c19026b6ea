using Guided.Onnx.Interop;

namespace Guided.Onnx.Graphs;

/// <summary>An ONNX file that can be changed (<c>ModelProto</c> and <c>GraphProto</c> of onnx.proto).</summary>
/// <remarks>What is not changed is copied byte for byte, and weights in a file of their own stay there, so a rewrite costs the size of the small file.</remarks>
internal sealed class OnnxModelFile
{
    private const int GraphField = 7, OperatorSetField = 8;
    private const int NodeField = 1, InitializerField = 5, InputField = 11, OutputField = 12, ValueField = 13;

    private readonly List<ProtoField> _model;
    private readonly List<ProtoField> _graph;
    private readonly List<(int Number, ProtoMessage Message)> _added = [];
    private readonly HashSet<string> _ports = [];
    private readonly HashSet<string> _constants = [];

    private OnnxModelFile(string path, byte[] bytes)
    {
        Path = path;
        _model = ProtoField.ReadAll(bytes);
        var graph = _model.FindIndex(field => field.Number == GraphField);
        if (graph < 0)
        {
            throw new InvalidDataException("The file holds no ONNX graph.");
        }

        _graph = ProtoField.ReadAll(_model[graph].Content);
        Nodes = [.. _graph.Where(field => field.Number == NodeField).Select(field => OnnxNode.Read(field.Content))];
        foreach (var port in _graph.Where(field => field.Number is InputField or OutputField))
        {
            _ports.Add(NameOf(port));
        }

        foreach (var set in _model.Where(field => field.Number == OperatorSetField).Select(field => ProtoField.ReadAll(field.Content)))
        {
            if (set.Find(field => field.Number == 1) is { Number: 0 } or { Content.IsEmpty: true } or { Text: "ai.onnx" })
            {
                OperatorSet = (int)set.Find(field => field.Number == 2).Integer;
            }
        }
    }

    public string Path { get; }

    /// <summary>The version of the standard operators that the graph is written in.</summary>
    public int OperatorSet { get; }

    /// <summary>The operators in order; the list may be changed, but each must stand behind what it reads.</summary>
    public List<OnnxNode> Nodes { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is not an ONNX file.</exception>
    public static OnnxModelFile Load(string path) => new(path, File.ReadAllBytes(path));

    /// <summary>A constant; null when the graph has none of that name.</summary>
    public OnnxInitializer? FindInitializer(string name)
    {
        foreach (var field in _graph.Where(field => field.Number == InitializerField))
        {
            if (ProtoField.ReadAll(field.Content).Exists(part => part.Number == 8 && part.Text == name))
            {
                return OnnxInitializer.Read(field.Content);
            }
        }

        return null;
    }

    /// <summary>Whether a constant was added.</summary>
    public bool HasConstant(string name) => _constants.Contains(name);

    /// <summary>Adds an input that need not be given: where it is not, it holds these values.</summary>
    public void AddOptionalInput(string name, float[] values, long[] defaultShape, object[] shape)
    {
        _added.Add((InputField, Value(name, TensorElementType.Float, shape)));
        AddConstant(name, TensorElementType.Float, defaultShape, values);
    }

    /// <summary>Adds a constant.</summary>
    public void AddConstant<T>(string name, TensorElementType type, long[] shape, T[] values)
        where T : unmanaged
    {
        _constants.Add(name);
        _added.Add((InitializerField, OnnxInitializer.Write(name, type, shape, values)));
    }

    /// <summary>Makes a tensor an output of the graph; nothing happens when it is one.</summary>
    public void AddOutput(string name, TensorElementType type, object[] shape)
    {
        if (_ports.Add(name))
        {
            // A tensor's description must not stand twice, among the values and among the outputs.
            _graph.RemoveAll(field => field.Number == ValueField && NameOf(field) == name);
            _added.Add((OutputField, Value(name, type, shape)));
        }
    }

    /// <summary>The file's bytes with all changes.</summary>
    public byte[] ToArray()
    {
        var graph = new ProtoMessage();
        Nodes.ForEach(node => graph.Message(NodeField, node.Write()));
        foreach (var field in _graph.Where(field => field.Number != NodeField))
        {
            graph.Raw(field.Raw);
        }

        _added.ForEach(added => graph.Message(added.Number, added.Message));
        var model = new ProtoMessage();
        foreach (var field in _model)
        {
            if (field.Number == GraphField)
            {
                model.Message(GraphField, graph);
            }
            else
            {
                model.Raw(field.Raw);
            }
        }

        return model.Written.ToArray();
    }

    private static string NameOf(ProtoField value) => ProtoField.ReadAll(value.Content).Find(field => field.Number == 1).Text;

    private static ProtoMessage Value(string name, TensorElementType type, object[] shape)
    {
        var axes = new ProtoMessage();
        foreach (var axis in shape)
        {
            axes.Message(1, axis is string symbol ? new ProtoMessage().Text(2, symbol) : new ProtoMessage().Integer(1, (int)axis));
        }

        var tensor = new ProtoMessage().Integer(1, (int)type).Message(2, axes);
        return new ProtoMessage().Text(1, name).Message(2, new ProtoMessage().Message(1, tensor));
    }
}
