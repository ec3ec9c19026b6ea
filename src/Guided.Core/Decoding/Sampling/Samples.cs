using Guided.Decoding.Healing;
using Guided.Processors;
using Guided.Vocabularies;

namespace Guided.Decoding.Sampling;

/// <summary>Several outputs for one prompt, which goes through the model once.</summary>
/// <remarks>
/// Sample <c>i</c> is what a generation alone gives with the seed that it tells; the seeds follow from the request's. The samples share the
/// prompt's KV cache by forking it.
/// </remarks>
public sealed class Samples : IDisposable
{
    private readonly IDecoder _decoder;
    private readonly Vocabulary _vocabulary;
    private readonly GenerationRequest _request;
    private readonly IDecoderSequence _prompt;
    private readonly long _seed;

    /// <summary>Prepares sampling; the model runs at the first sample.</summary>
    /// <param name="decoder">The model.</param>
    /// <param name="vocabulary">The model's vocabulary.</param>
    /// <param name="request">What to generate.</param>
    /// <exception cref="ArgumentException">The request is greedy, so that all samples would be alike, or it is not fit for the model.</exception>
    public Samples(IDecoder decoder, Vocabulary vocabulary, GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Options.IsGreedy)
        {
            throw new ArgumentException("Greedy decoding gives the same output every time. Set a temperature above 0.", nameof(request));
        }

        if (!request.Held.IsEmpty)
        {
            throw new ArgumentException("Sampling starts a sequence of its own, so the request holds no tokens before its prompt.", nameof(request));
        }

        RequestCheck.Vocabularies(decoder, vocabulary, request);
        RequestCheck.Prompt(request.Prompt.Span, vocabulary);
        request = PromptHealing.Apply(request, vocabulary);
        RequestCheck.TokenLimit(request, decoder.ContextLength, held: 0);
        _decoder = decoder;
        _vocabulary = vocabulary;
        _seed = request.Options.Seed ?? Random.Shared.NextInt64();
        _request = request with { Held = request.Prompt[..^1], Prompt = request.Prompt[^1..] };
        _prompt = decoder.CreateSequence();
    }

    /// <summary>The request of every sample: the prompt but for its last token is held.</summary>
    internal GenerationRequest Request => _request;

    /// <summary>Generates a sample.</summary>
    /// <param name="index">Its number, from 0. The same number gives the same output.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    /// <exception cref="OperationCanceledException">The generation was cancelled.</exception>
    public GenerationResult Generate(int index, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        using var sequence = ForkPrompt(cancellationToken);
        var options = _request.Options with { Seed = SeedOf(index) };
        using var loop = new DecodeLoop(_decoder, _vocabulary, _request with { Options = options }, sequence);
        return loop.Run(cancellationToken);
    }

    /// <summary>A copy of the sequence that holds the prompt but for its last token.</summary>
    internal IDecoderSequence ForkPrompt(CancellationToken cancellationToken)
    {
        if (_prompt.Length == 0 && !_request.Held.IsEmpty)
        {
            _prompt.Append(_request.Held.Span, cancellationToken: cancellationToken);
        }

        return _prompt.Fork();
    }

    /// <inheritdoc/>
    public void Dispose() => _prompt.Dispose();

    private long SeedOf(int index) => unchecked((long)CounterRandom.Next(_seed, position: index, draw: -1)) & long.MaxValue;
}
