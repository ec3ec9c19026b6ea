using Guided.Onnx.Interop;
using Guided.Steering;

namespace Guided.Onnx.Graphs;

/// <summary>Adds a steering port to a layer's residual stream.</summary>
/// <remarks>
/// With the stream h, each column i of the port has the activation <c>a = p if p &gt; threshold else 0</c> where <c>p = [h, ‖h‖]·encoder + bias</c>,
/// and the coefficient <c>c = max(offset + scale·a, floor)</c>, or 0 where its condition <c>[h, ‖h‖]·condition &gt; condition_threshold</c> fails.
/// The stream becomes <c>h + c·decoder</c>. Everything that steering does is a choice of these numbers, so requests, positions and numbers
/// of features change inputs and never the graph. The inputs have defaults (one column of zeros), with which the change is exactly zero.
/// </remarks>
internal static class SteeringSurgery
{
    private const string Shared = "/guided/steering/";
    private const int AxesAsInput = 18;

    public static void Apply(OnnxModelFile file, ResidualStream stream, SteeringCapabilities capabilities)
    {
        var prefix = FormattableString.Invariant($"/guided/steering.{stream.Layer}/");
        AddConstants(file);
        AddInputs(file, stream, capabilities);
        stream.Change(file, prefix, hidden => Nodes(file, stream, capabilities, prefix, hidden));
    }

    private static List<OnnxNode> Nodes(
        OnnxModelFile file, ResidualStream stream, SteeringCapabilities capabilities, string prefix, string hidden)
    {
        var nodes = new List<OnnxNode>();
        string Add(string operation, string name, params string[] inputs)
        {
            nodes.Add(new OnnxNode(operation, prefix + name, inputs, prefix + name));
            return nodes[^1].Outputs[0];
        }

        string Cast(string name, string input, TensorElementType to)
        {
            var cast = Add("Cast", name, input);
            nodes[^1].With("to", (long)to);
            return cast;
        }

        string Norm(string name, string input)
        {
            var byInput = file.OperatorSet >= AxesAsInput;
            var norm = byInput ? Add("ReduceL2", name, input, Shared + "axes") : Add("ReduceL2", name, input);
            _ = byInput ? nodes[^1].With("keepdims", 1) : nodes[^1].With("keepdims", 1).With("axes", [-1]);
            return norm;
        }

        string Input(string part) => SteeringInputs.Name(stream.Layer, part);

        var h = stream.Type == TensorElementType.Float ? hidden : Cast("Float", hidden, TensorElementType.Float);
        var needsNorm = (capabilities & (SteeringCapabilities.ResidualNorm | SteeringCapabilities.Renormalize)) != 0;
        var norm = needsNorm ? Norm("Norm", h) : "";
        var read = h;
        if (capabilities.HasFlag(SteeringCapabilities.ResidualNorm))
        {
            read = Add("Concat", "Extended", h, norm);
            nodes[^1].With("axis", -1);
        }

        var product = Add("Add", "Product", Add("MatMul", "Encoded", read, Input(SteeringInputs.Encoder)), Input(SteeringInputs.Bias));
        var active = Add("Greater", "IsActive", product, Input(SteeringInputs.Threshold));
        var activation = Add("Where", "Activation", active, product, Shared + "zero");
        var scaled = Add("Mul", "Scaled", activation, Input(SteeringInputs.Scale));
        var coefficient = Add("Max", "Coefficient", Add("Add", "Moved", scaled, Input(SteeringInputs.Offset)), Input(SteeringInputs.Floor));
        if (capabilities.HasFlag(SteeringCapabilities.Conditions))
        {
            var condition = Add("MatMul", "Condition", read, Input(SteeringInputs.Condition));
            var holds = Add("Greater", "Holds", condition, Input(SteeringInputs.ConditionThreshold));
            coefficient = Add("Where", "Conditioned", holds, coefficient, Shared + "zero");
        }

        var change = Add("MatMul", "Change", coefficient, Input(SteeringInputs.Decoder));
        if (capabilities.HasFlag(SteeringCapabilities.Renormalize))
        {
            // h' ‖h‖/‖h'‖ = h + change + (‖h‖/‖h'‖ − 1) h', which leaves the change alone where the factor is exactly 1.
            var steered = Add("Add", "Sum", h, change);
            var factor = Add("Sub", "Factor", Add("Div", "Ratio", norm, Norm("NewNorm", steered)), Shared + "one");
            var wanted = Add("Mul", "Wanted", factor, Input(SteeringInputs.Renormalize));
            change = Add("Add", "Renormalized", change, Add("Mul", "Correction", steered, wanted));
        }

        if (stream.Type != TensorElementType.Float)
        {
            Cast("Narrow", change, stream.Type);
        }

        return nodes;
    }

    private static void AddConstants(OnnxModelFile file)
    {
        if (file.HasConstant(Shared + "zero"))
        {
            return;
        }

        file.AddConstant(Shared + "zero", TensorElementType.Float, [], [0f]);
        file.AddConstant(Shared + "one", TensorElementType.Float, [], [1f]);
        file.AddConstant(Shared + "axes", TensorElementType.Int64, [1], [-1L]);
    }

    private static void AddInputs(OnnxModelFile file, ResidualStream stream, SteeringCapabilities capabilities)
    {
        var columns = FormattableString.Invariant($"steering_columns_{stream.Layer}");
        var rows = stream.Width + (capabilities.HasFlag(SteeringCapabilities.ResidualNorm) ? 1 : 0);
        void Input(string part, long[] defaultShape, params object[] shape) => file.AddOptionalInput(
            SteeringInputs.Name(stream.Layer, part), new float[defaultShape.Aggregate(1L, (product, size) => product * size)], defaultShape, shape);

        Input(SteeringInputs.Encoder, [rows, 1], rows, columns);
        Input(SteeringInputs.Bias, [1], columns);
        Input(SteeringInputs.Threshold, [1], columns);
        Input(SteeringInputs.Scale, [1, 1, 1], "steering_batch", "steering_tokens", columns);
        Input(SteeringInputs.Offset, [1, 1, 1], "steering_batch", "steering_tokens", columns);
        Input(SteeringInputs.Floor, [1], columns);
        Input(SteeringInputs.Decoder, [1, stream.Width], columns, stream.Width);
        if (capabilities.HasFlag(SteeringCapabilities.Conditions))
        {
            Input(SteeringInputs.Condition, [rows, 1], rows, columns);
            Input(SteeringInputs.ConditionThreshold, [1], columns);
        }

        if (capabilities.HasFlag(SteeringCapabilities.Renormalize))
        {
            Input(SteeringInputs.Renormalize, [1, 1, 1], "steering_batch", "steering_tokens", 1);
        }
    }
}
