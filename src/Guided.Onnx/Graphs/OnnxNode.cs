namespace Guided.Onnx.Graphs;

/// <summary>One operator of a graph (<c>NodeProto</c> of onnx.proto). Only its inputs and outputs can change.</summary>
internal sealed class OnnxNode
{
    private const int InputField = 1, OutputField = 2, NameField = 3, OperatorField = 4, AttributeField = 5, DomainField = 7;
    private const int AttributeName = 1, AttributeFloat = 2, AttributeInteger = 3, AttributeText = 4, AttributeIntegers = 8, AttributeType = 20;
    private const int IntegerType = 2, IntegersType = 7;

    private readonly List<ProtoField> _others = [];
    private readonly List<ProtoMessage> _attributes = [];

    /// <summary>Makes a node.</summary>
    /// <param name="operation">The operator, of the standard domain.</param>
    /// <param name="name">A name that no other node has.</param>
    /// <param name="inputs">The tensors read.</param>
    /// <param name="output">The tensor written.</param>
    public OnnxNode(string operation, string name, IEnumerable<string> inputs, string output) =>
        (Operation, Name, Domain, Inputs, Outputs) = (operation, name, "", [.. inputs], [output]);

    private OnnxNode(ReadOnlyMemory<byte> message)
    {
        foreach (var field in ProtoField.ReadAll(message))
        {
            switch (field.Number)
            {
                case InputField:
                    Inputs.Add(field.Text);
                    break;
                case OutputField:
                    Outputs.Add(field.Text);
                    break;
                case NameField:
                    Name = field.Text;
                    break;
                case OperatorField:
                    Operation = field.Text;
                    break;
                case DomainField:
                    Domain = field.Text;
                    break;
                default:
                    _others.Add(field);
                    break;
            }
        }
    }

    public string Operation { get; } = "";

    public string Name { get; } = "";

    /// <summary>The operator's domain; empty for the standard one.</summary>
    public string Domain { get; } = "";

    /// <summary>The tensors read; empty text where an optional one is left out.</summary>
    public List<string> Inputs { get; } = [];

    /// <summary>The tensors written; empty text where an optional one is left out.</summary>
    public List<string> Outputs { get; } = [];

    public static OnnxNode Read(ReadOnlyMemory<byte> message) => new(message);

    /// <summary>Adds an attribute that is a whole number.</summary>
    public OnnxNode With(string name, long value)
    {
        _attributes.Add(new ProtoMessage().Text(AttributeName, name).Integer(AttributeInteger, value).Integer(AttributeType, IntegerType));
        return this;
    }

    /// <summary>Adds an attribute that is a list of whole numbers.</summary>
    public OnnxNode With(string name, long[] values)
    {
        var attribute = new ProtoMessage().Text(AttributeName, name);
        foreach (var value in values)
        {
            attribute.Integer(AttributeIntegers, value);
        }

        _attributes.Add(attribute.Integer(AttributeType, IntegersType));
        return this;
    }

    /// <summary>The value of an attribute that is a whole number; null when the node does not have it.</summary>
    public long? Integer(string name) => Attribute(name, AttributeInteger) is { } field ? field.Integer : null;

    /// <summary>The value of an attribute that is a float; null when the node does not have it.</summary>
    public float? Float(string name) => Attribute(name, AttributeFloat) is { } field ? field.Float : null;

    /// <summary>The value of an attribute that is text; null when the node does not have it.</summary>
    public string? Text(string name) => Attribute(name, AttributeText) is { } field ? field.Text : null;

    /// <summary>The name of an optional output, which is added when the node leaves it out.</summary>
    public string EnsureOutput(int index, string name)
    {
        while (Outputs.Count <= index)
        {
            Outputs.Add("");
        }

        return Outputs[index] is { Length: > 0 } existing ? existing : Outputs[index] = name;
    }

    public ProtoMessage Write()
    {
        var message = new ProtoMessage();
        Inputs.ForEach(input => message.Text(InputField, input));
        Outputs.ForEach(output => message.Text(OutputField, output));
        message.Text(NameField, Name).Text(OperatorField, Operation).Text(DomainField, Domain);
        _others.ForEach(field => message.Raw(field.Raw));
        _attributes.ForEach(attribute => message.Message(AttributeField, attribute));
        return message;
    }

    public override string ToString() => $"'{Name}' ({Operation})";

    private ProtoField? Attribute(string name, int value)
    {
        foreach (var attribute in _others.Where(field => field.Number == AttributeField))
        {
            var fields = ProtoField.ReadAll(attribute.Content);
            if (fields.Exists(field => field.Number == AttributeName && field.Text == name) && fields.FindIndex(field => field.Number == value) is >= 0 and var at)
            {
                return fields[at];
            }
        }

        return null;
    }
}
