namespace Guided.Steering;

/// <summary>A steering specification made ready for one request on one model. Not changed by its sequences, which may be several.</summary>
public sealed class SteeringProgram
{
    private readonly SteeringContext _context;
    private readonly SteeringGate[] _gates;
    private readonly Dictionary<PortColumn, int> _gateOf = [];

    private SteeringProgram(SteeringSpecification specification, SteeringPort port, SteeringContext context)
    {
        Specification = specification;
        Port = port;
        _context = context;
        var columns = specification.Edits.Select(edit => new PortColumn(edit)).ToArray();
        var gates = columns.Where(c => c.Edit.Gate is not null).GroupBy(c => c.Edit.Gate!.Key).ToArray();
        _gates = [.. gates.Select(group => group.First().Edit.Gate!)];
        for (var i = 0; i < gates.Length; i++)
        {
            foreach (var column in gates[i])
            {
                _gateOf[column] = i;
            }
        }

        Layers = [.. columns.GroupBy(c => c.Edit.Layer).OrderBy(g => g.Key)
            .Select(g => new SteeringLayer(g.Key, port, [.. g], specification.Conflicts))];
    }

    /// <summary>The specification.</summary>
    public SteeringSpecification Specification { get; }

    /// <summary>The port it was made for.</summary>
    public SteeringPort Port { get; }

    /// <summary>The layers that are edited, ascending.</summary>
    public IReadOnlyList<SteeringLayer> Layers { get; }

    /// <summary>Makes a specification ready.</summary>
    /// <param name="specification">What is to be done.</param>
    /// <param name="port">What the model offers.</param>
    /// <param name="context">The request.</param>
    /// <exception cref="SteeringException">A layer, a width or an operation is not the port's, or edits conflict.</exception>
    public static SteeringProgram Compile(SteeringSpecification specification, SteeringPort port, SteeringContext context)
    {
        ArgumentNullException.ThrowIfNull(specification);
        ArgumentNullException.ThrowIfNull(port);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var edit in specification.Edits)
        {
            Check(edit, port);
        }

        if (specification.Renormalize)
        {
            Require(SteeringCapabilities.Renormalize, port, "The specification renormalises the stream");
        }

        return new SteeringProgram(specification, port, context);
    }

    /// <summary>Starts to follow one sequence.</summary>
    public SteeringRun Begin() => new(this, _context, [.. _gates.Select(gate => gate.Track())]);

    /// <summary>The number of the column's gate; −1 when it has none.</summary>
    internal int GateOf(PortColumn column) => _gateOf.GetValueOrDefault(column, -1);

    private static void Check(SteeringEdit edit, SteeringPort port)
    {
        if (!port.Layers.Contains(edit.Layer))
        {
            throw new SteeringException($"'{edit}' is not possible: the model was loaded with a steering port for {port}. Ask for layer {edit.Layer} when the model is loaded.");
        }

        CheckWidth(edit, edit.Feature, port);
        if (edit.Condition is { } condition)
        {
            CheckWidth(edit, condition.Feature, port);
        }

        Require(new PortColumn(edit).Needs, port, $"'{edit}'{(edit.Condition is null ? "" : " with a condition")} is not possible");
    }

    private static void CheckWidth(SteeringEdit edit, SteeringFeature feature, SteeringPort port)
    {
        if (feature.Width != port.Width)
        {
            throw new SteeringException($"'{edit}' is not possible: the feature '{feature}' has {feature.Width} elements but the model's stream has {port.Width}. It belongs to another model.");
        }
    }

    private static void Require(SteeringCapabilities needed, SteeringPort port, string what)
    {
        if ((needed & ~port.Capabilities) is var missing && missing != 0)
        {
            throw new SteeringException($"{what}: the model's steering port was loaded without {missing}.");
        }
    }
}
