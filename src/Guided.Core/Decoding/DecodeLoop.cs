using System.Diagnostics;
using System.Runtime.CompilerServices;
using Guided.Decoding.Healing;
using Guided.Decoding.Speculation;
using Guided.Decoding.Stopping;
using Guided.Telemetry;
using Guided.Vocabularies;

namespace Guided.Decoding;

/// <summary>Generates one sequence: runs the model, chooses tokens under the request's constraints, and stops in time.</summary>
/// <remarks>
/// <para>
/// The loop is synchronous: <see cref="Step"/> is one forward pass, <see cref="Run"/> and <see cref="Stream"/> are steps to the end,
/// <see cref="StreamAsync"/> does the steps on the thread pool. A cancelled or failed forward pass leaves the loop where it was, and it
/// may go on. A warm step allocates nothing but the amortised growth of the token list.
/// </para>
/// <para>
/// Guesses (<see cref="GenerationRequest.Proposers"/>) change the number of forward passes and not the tokens, for greedy decoding and
/// for a given seed. This is as exact as the model is: where a forward pass over several tokens gives slightly other logits than one over
/// each (about 1e-6 in fp32), a near tie may be decided differently.
/// </para>
/// </remarks>
public sealed class DecodeLoop : IDisposable
{
    private readonly Generation _generation;
    private readonly IDecoderSequence _sequence;
    private readonly bool _ownsSequence;
    private readonly GenerationTelemetry? _telemetry;
    private readonly PassCost _cost;
    private int _streamed;

    /// <summary>Starts a generation; the model runs at the first step.</summary>
    /// <param name="decoder">The model.</param>
    /// <param name="vocabulary">The model's vocabulary; rows of logits may be wider (padding), and the padding is never chosen.</param>
    /// <param name="request">What to generate.</param>
    /// <param name="sequence">
    /// The sequence that the prompt continues, which stays the caller's; <c>null</c> for a new one that is disposed with the loop. After
    /// the generation it holds the prompt and the output, but for the last tokens when those needed no forward pass: see its length.
    /// </param>
    /// <exception cref="ArgumentException">The prompt is empty or has an unknown token, or the vocabularies do not fit.</exception>
    /// <exception cref="ContextOverflowException">
    /// The prompt and one token, or the prompt and the grammar's shortest output, exceed the context.
    /// </exception>
    /// <exception cref="TokenLimitException">The token limit is too small for the grammar.</exception>
    public DecodeLoop(IDecoder decoder, Vocabulary vocabulary, GenerationRequest request, IDecoderSequence? sequence = null)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(request);
        RequestCheck.Vocabularies(decoder, vocabulary, request);
        RequestCheck.Prompt(request.Prompt.Span, vocabulary);
        request = PromptHealing.Apply(request, vocabulary);
        var limit = RequestCheck.TokenLimit(request, decoder.ContextLength, sequence?.Length ?? 0);
        _cost = PassCost.Of(decoder);
        _generation = new Generation(request, vocabulary, limit, _cost);
        _ownsSequence = sequence is null;
        _sequence = sequence ?? decoder.CreateSequence();
        _telemetry = GenerationTelemetry.Begin(request, vocabulary);
    }

    /// <summary>The tokens generated so far, without the end token.</summary>
    public IReadOnlyList<int> Tokens => _generation.Tokens;

    /// <summary>Why the generation ended; <c>null</c> while it has not.</summary>
    public FinishReason? FinishReason => _generation.FinishReason;

    /// <summary>The end token that the model chose; <c>null</c> when the generation has not ended or ended in another way.</summary>
    public int? EndToken => _generation.EndToken;

    /// <summary>Where a stop sequence ended the output; <c>null</c> when none did.</summary>
    public StopMatch? Stop => _generation.Stop;

    /// <summary>The finished generation.</summary>
    /// <exception cref="InvalidOperationException">It has not finished.</exception>
    public GenerationResult Result => FinishReason is not null
        ? _generation.Result()
        : throw new InvalidOperationException("The generation has not finished: step until it has.");

    /// <summary>The seed in use, given or drawn.</summary>
    public long Seed => _generation.Seed;

    /// <summary>What was done so far.</summary>
    public GenerationStatistics Statistics => _generation.Statistics;

    /// <summary>Runs the model once, or not at all when every token that is left is forced, and takes the tokens that follow.</summary>
    /// <returns>Whether the generation goes on.</returns>
    /// <exception cref="OperationCanceledException">The step was cancelled; tokens already chosen stay, and the loop may go on.</exception>
    /// <exception cref="Processors.InvalidLogitsException">The model gave a logit that is NaN or +∞.</exception>
    /// <exception cref="Processors.NoTokenLeftException">The constraints together forbid every token.</exception>
    public bool Step(CancellationToken cancellationToken = default)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FinishReason is null && _generation.Plan(cancellationToken))
            {
                Forward(cancellationToken);
            }

            return FinishReason is null;
        }
        finally
        {
            Statistics.MaskTime = _generation.MaskTime;
            Statistics.Elapsed += Stopwatch.GetElapsedTime(start);
            if (Statistics.TimeToFirstToken == TimeSpan.Zero && Tokens.Count > 0)
            {
                Statistics.TimeToFirstToken = Statistics.Elapsed;
            }

            if (FinishReason is { } reason)
            {
                _telemetry?.End(Statistics, reason);
            }
        }
    }

    /// <summary>Generates to the end.</summary>
    /// <exception cref="OperationCanceledException">The generation was cancelled.</exception>
    public GenerationResult Run(CancellationToken cancellationToken = default)
    {
        while (Step(cancellationToken))
        {
        }

        return Result;
    }

    /// <summary>Generates to the end and gives the tokens as they come; those given before are not repeated.</summary>
    /// <remarks>
    /// With stop sequences, tokens that may be part of one are held back until it is known; a token that a stop cuts in two is not given, and
    /// <see cref="GenerationResult.TextBytes"/> has its part.
    /// </remarks>
    /// <exception cref="OperationCanceledException">The generation was cancelled.</exception>
    public IEnumerable<GeneratedToken> Stream(CancellationToken cancellationToken = default)
    {
        var goesOn = true;
        while (goesOn)
        {
            goesOn = Step(cancellationToken);
            while (_streamed < _generation.StreamableTokens)
            {
                yield return _generation.TokenAt(_streamed++);
            }
        }
    }

    /// <summary>Like <see cref="Stream"/>, with the steps on the thread pool. The model waits while the caller handles a token.</summary>
    /// <exception cref="OperationCanceledException">The generation was cancelled.</exception>
    public async IAsyncEnumerable<GeneratedToken> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var goesOn = true;
        while (goesOn)
        {
            goesOn = await Task.Run(() => Step(cancellationToken), cancellationToken).ConfigureAwait(false);
            while (_streamed < _generation.StreamableTokens)
            {
                yield return _generation.TokenAt(_streamed++);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _telemetry?.Abandon(Statistics);
        _generation.Dispose();
        if (_ownsSequence)
        {
            _sequence.Dispose();
        }
    }

    private void Forward(CancellationToken cancellationToken)
    {
        var held = _sequence.Length;
        var start = Stopwatch.GetTimestamp();
        Span<float> logits;
        try
        {
            logits = _sequence.Append(_generation.Input, _generation.Rows, cancellationToken);
        }
        catch
        {
            _generation.PassFailed();
            throw;
        }

        var time = Stopwatch.GetElapsedTime(start);
        _cost.Observe(_generation.Input.Length, time);
        Statistics.ModelTime += time;
        Statistics.ForwardPasses++;
        try
        {
            _generation.Consume(logits, cancellationToken);
        }
        finally
        {
            if (_sequence.Length > held + _generation.Kept)
            {
                _sequence.Rewind(held + _generation.Kept);
            }
        }
    }
}
