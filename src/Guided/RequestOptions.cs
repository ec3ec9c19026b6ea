using Guided.Classification;
using Guided.Decoding;
using Guided.Formats;
using Guided.Grammars.Types;
using Guided.Steering;

namespace Guided;

/// <summary>How one request is answered.</summary>
public sealed record RequestOptions
{
    /// <summary>Token limit, sampling and seed; greedy by default.</summary>
    public GenerationOptions Generation { get; init; } = new();

    /// <summary>
    /// How typed values are written and read: the serializer's options and the white space that is allowed between tokens. Flexible white
    /// space, the default, leaves a model its own habits; compact text, for a model that writes it anyway, leaves more of the text forced.
    /// </summary>
    public TypeOptions Types { get; init; } = TypeOptions.Default;

    /// <summary>A system message before the prompt; null for none.</summary>
    public string? System { get; init; }

    /// <summary>
    /// Whether a line is added to the prompt that tells the model the format (the type, or the labels); true by default. A model that is
    /// not told what to write is held to the format all the same but writes worse values.
    /// </summary>
    public bool DescribeFormat { get; init; } = true;

    /// <summary>
    /// What is guessed ahead and checked together in one forward pass; everything by default. How far guesses go depends on how sure they are and
    /// on what a wider pass costs, both measured. The output is the same either way.
    /// </summary>
    public SpeculationKinds Speculation { get; init; } = SpeculationKinds.All;

    /// <summary>How classifications work out their probabilities; not used for anything else.</summary>
    public ClassificationOptions Classification { get; init; } = new();

    /// <summary>
    /// The definitions of tools that the model's chat template writes into the prompt, as the model expects them, usually
    /// <c>{"type": "function", "function": {"name": …, "description": …, "parameters": …}}</c>; null, the default, for none. What the model may
    /// write is the format's matter: see <c>Guided.SemanticKernel</c> for tool calls.
    /// </summary>
    public IReadOnlyList<object?>? Tools { get; init; }

    /// <summary>
    /// How the model is steered from inside while it answers; null for not at all. The format's mask comes after steering, so the output stays
    /// well-formed at any strength. Needs a model loaded with <see cref="Onnx.Decoders.OnnxDecoderOptions.Ports"/>. A steered request does not
    /// share forward passes with others.
    /// </summary>
    public SteeringSpecification? Steering { get; init; }

    /// <summary>Who is told what the model computes inside; null for nobody. Needs a model loaded with the ports that it reads.</summary>
    public IActivationListener? Listener { get; init; }

    /// <summary>Whether the request needs a sequence of its own kind.</summary>
    internal bool IsSteered => Steering is { Edits.Count: > 0 } || Listener is not null;

    /// <summary>What becomes of an answer that fails the check of <see cref="Grammars.JsonSchema.JsonSchemaOptions.CheckedAfterwards"/>. Default: an exception.</summary>
    public FailedCheck FailedCheck { get; init; }

    /// <summary>
    /// How often an answer that fails this check is generated anew, with the next seeds; 0 by default. Of no use with a temperature of 0, which gives
    /// the same answer, nor where text is streamed, or where many prompts are answered or several samples drawn.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Retries
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Retries), value, "The number of attempts must be 0 or more.");
    }
}
