using Guided.Decoding.Stopping;
using Guided.Processors;

namespace Guided.Decoding.Beams;

/// <summary>A beam that goes on: its tokens, its sequence in the model, and the state of its processors.</summary>
internal sealed class LiveBeam(
    IDecoderSequence sequence, ProcessorChain chain, StopDetector? stops, IEnumerable<int> tokens, double logProbability) : IDisposable
{
    private readonly List<int> _tokens = [.. tokens];

    /// <summary>The tokens so far.</summary>
    public IReadOnlyList<int> Tokens => _tokens;

    /// <summary>The processors.</summary>
    public ProcessorChain Chain => chain;

    /// <summary>The log-probability of the tokens so far.</summary>
    public double LogProbability { get; private set; } = logProbability;

    /// <summary>Where a stop sequence ended the output.</summary>
    public StopMatch? Stop => stops?.Match;

    /// <summary>Runs the model over tokens and gives the logits after the last.</summary>
    public Span<float> Append(ReadOnlySpan<int> input, CancellationToken cancellationToken) =>
        sequence.Append(input, cancellationToken: cancellationToken);

    /// <summary>Takes a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="total">The log-probability of all tokens with it.</param>
    public void Accept(int token, double total)
    {
        chain.Accept(token);
        stops?.Accept(token);
        _tokens.Add(token);
        LogProbability = total;
    }

    /// <summary>Makes a copy that goes its own way.</summary>
    public LiveBeam Fork()
    {
        var copy = chain.Fork();
        return new LiveBeam(sequence.Fork(), copy, stops?.Fork(copy.Grammar), _tokens, LogProbability);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sequence.Dispose();
        chain.Dispose();
    }
}
