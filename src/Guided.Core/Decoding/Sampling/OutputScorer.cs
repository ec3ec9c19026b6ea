using Guided.Processors;
using Guided.Vocabularies;

namespace Guided.Decoding.Sampling;

/// <summary>Measures how probable finished outputs are, in a few passes over their tokens.</summary>
internal sealed class OutputScorer(Vocabulary vocabulary, GenerationRequest request, OutputProbability under) : IDisposable
{
    // Rows of logits asked for at once: enough for wide passes, and 16 MB at a vocabulary of 128k.
    private const int RowsPerPass = 32;

    private readonly PooledFloats _weights = new();

    /// <summary>The log-probability of an output and the number of choices in it, the end being one unless a limit or a stop made it.</summary>
    /// <param name="sequence">Holds the prompt but for its last token; changed.</param>
    /// <param name="result">The output.</param>
    /// <param name="cancellationToken">Ends long work early.</param>
    public (double LogProbability, int Choices) Measure(IDecoderSequence sequence, GenerationResult result, CancellationToken cancellationToken)
    {
        using var chain = RequestProcessors.Masks(request, vocabulary);
        int[] tokens = [request.Prompt.Span[^1], .. result.Tokens];
        var choices = result.Tokens.Count + (result.FinishReason == FinishReason.Stop ? 1 : 0);
        var sum = 0.0;
        for (var from = 0; from < choices; from += RowsPerPass)
        {
            var count = Math.Min(RowsPerPass, choices - from);
            var logits = sequence.Append(tokens.AsSpan(from, count), count, cancellationToken);
            var width = logits.Length / count;
            for (var i = 0; i < count; i++)
            {
                var row = logits.Slice(i * width, vocabulary.Size);
                var next = from + i + 1;
                sum += next < tokens.Length ? OfToken(chain, row, tokens[next], cancellationToken) : OfEnd(chain, row, cancellationToken);
            }
        }

        return (sum, choices);
    }

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();

    private double OfToken(ProcessorChain chain, Span<float> logits, int token, CancellationToken cancellationToken)
    {
        var row = Prepare(chain, logits, cancellationToken);
        chain.Accept(token);
        return row.Logits[row.IndexOf(token)] - LogSum(in row);
    }

    private double OfEnd(ProcessorChain chain, Span<float> logits, CancellationToken cancellationToken)
    {
        var row = Prepare(chain, logits, cancellationToken);
        var normalizer = LogSum(in row);
        var probability = 0.0;
        foreach (var token in vocabulary.EndTokens)
        {
            if (row.IndexOf(token) is >= 0 and var index)
            {
                probability += Math.Exp(row.Logits[index] - normalizer);
            }
        }

        return Math.Log(probability);
    }

    private LogitRow Prepare(ProcessorChain chain, Span<float> logits, CancellationToken cancellationToken)
    {
        var row = new LogitRow(logits);
        if (under == OutputProbability.Constrained)
        {
            chain.Prepare(ref row, cancellationToken);
        }

        return row;
    }

    private double LogSum(in LogitRow row)
    {
        var max = Softmax.Max(in row);
        return max + Math.Log(Softmax.Weigh(in row, max, _weights.Get(row.Logits.Length)));
    }
}
