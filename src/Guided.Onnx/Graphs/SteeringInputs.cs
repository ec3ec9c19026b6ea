namespace Guided.Onnx.Graphs;

/// <summary>The names of a steering port's inputs. All are fp32; n is the number of columns, which may differ from run to run.</summary>
internal static class SteeringInputs
{
    /// <summary><c>[width, n]</c>, or <c>[width + 1, n]</c> where the stream's norm is offered as one more element.</summary>
    public const string Encoder = "encoder";

    /// <summary><c>[n]</c>: added to the encoders' products.</summary>
    public const string Bias = "bias";

    /// <summary><c>[n]</c>: a product at or below it counts as no activation.</summary>
    public const string Threshold = "threshold";

    /// <summary><c>[batch, tokens, n]</c>: the factor of the activation in the coefficient.</summary>
    public const string Scale = "scale";

    /// <summary><c>[batch, tokens, n]</c>: what is added to the coefficient.</summary>
    public const string Offset = "offset";

    /// <summary><c>[n]</c>: the least coefficient.</summary>
    public const string Floor = "floor";

    /// <summary><c>[width (+ 1), n]</c>: the encoders of the conditions.</summary>
    public const string Condition = "condition";

    /// <summary><c>[n]</c>: the column acts where its condition's product is above.</summary>
    public const string ConditionThreshold = "condition_threshold";

    /// <summary><c>[n, width]</c>: the directions that the coefficients multiply.</summary>
    public const string Decoder = "decoder";

    /// <summary><c>[batch, tokens, 1]</c>: 1 where the steered stream gets the norm it had before, else 0.</summary>
    public const string Renormalize = "renormalize";

    /// <summary>The name of a layer's input.</summary>
    public static string Name(int layer, string part) => FormattableString.Invariant($"steering.{layer}.{part}");
}
