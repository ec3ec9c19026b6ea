namespace Guided.Steering.Gates;

/// <summary>The value at a place of a JSON output.</summary>
internal sealed class JsonPathGate(JsonPath path) : SteeringGate("json " + path.Text)
{
    internal override GateTracker Track() => new JsonPathTracker(path);
}
