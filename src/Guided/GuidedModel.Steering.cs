using Guided.Decoding;
using Guided.Onnx.Steering.Contrastive;
using Guided.Steering;

namespace Guided;

/// <summary>Steering and reading of the model's inside.</summary>
public sealed partial class GuidedModel
{
    /// <summary>What of the model can be steered; null when it was loaded without <see cref="Onnx.Decoders.OnnxDecoderOptions.Ports"/>.</summary>
    public SteeringPort? SteeringPort => (Decoder as ISteerableDecoder)?.Port;

    /// <summary>Learns a steering direction from pairs of prompts: the mean difference of what the model computes inside at their ends.</summary>
    /// <param name="pairs">Pairs that differ in what is to be steered and in as little else as possible; at least one.</param>
    /// <param name="layers">The layers, from 0; all that can be read when null.</param>
    /// <param name="options">A system message for the prompts; null for none.</param>
    /// <param name="cancellationToken">Ends the collection.</param>
    /// <exception cref="SteeringException">There are no pairs, or a layer cannot be read.</exception>
    public Task<ContrastiveDirections> LearnDirectionsAsync(
        IEnumerable<ContrastivePair> pairs, IReadOnlyList<int>? layers = null, RequestOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var decoder = Decoder as ISteerableDecoder ?? throw CannotSteer();
        int[] Tokens(string prompt, string? answer) =>
            [.. EncodePrompt(Messages(prompt, options ?? new RequestOptions())), .. answer is null ? [] : EncodeText(answer)];
        return Task.Run(
            () => ContrastiveCollector.Collect(
                decoder,
                layers ?? decoder.Activations.HiddenStates,
                [.. pairs.Select(pair => (Tokens(pair.Positive, pair.PositiveAnswer), Tokens(pair.Negative, pair.NegativeAnswer)))],
                cancellationToken),
            cancellationToken);
    }

    /// <summary>The model as a request wants it: steered, read, or as it is.</summary>
    private IDecoder DecoderFor(RequestOptions options, int promptLength)
    {
        if (!options.IsSteered)
        {
            return Decoder;
        }

        if (options.Generation.HealPrompt)
        {
            throw new SteeringException(
                $"A steered or read request cannot heal its prompt, which moves the place where the output begins. Set {nameof(GenerationOptions.HealPrompt)} to false.");
        }

        var decoder = Decoder as ISteerableDecoder ?? throw CannotSteer();
        var program = options.Steering is not { Edits.Count: > 0 } specification ? null : SteeringProgram.Compile(
            specification, decoder.Port ?? throw CannotSteer(), new SteeringContext(Tokenizer.Vocabulary, promptLength));
        return new SteeredDecoder(decoder, program, options.Listener);
    }

    private List<int> EncodeText(string text)
    {
        var ids = new List<int>();
        Tokenizer.Encode(text, ids);
        return ids;
    }

    private SteeringException CannotSteer() => new(
        $"'{Name}' was loaded without a steering port. Set {nameof(GuidedModelOptions)}.{nameof(GuidedModelOptions.Decoder)}."
        + $"{nameof(Onnx.Decoders.OnnxDecoderOptions.Ports)} to the layers that are to be steered or read.");
}
