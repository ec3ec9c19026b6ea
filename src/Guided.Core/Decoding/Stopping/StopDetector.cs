using System.Text;
using Guided.Processors;
using Guided.Vocabularies;

namespace Guided.Decoding.Stopping;

/// <summary>Looks for stop sequences in the text of an output, wherever token borders fall.</summary>
/// <remarks>
/// The sequence that ends first counts, and of those that end together the longest. Under a grammar one counts only where the text before it is
/// complete: elsewhere it is text like any other, so what is cut off never makes an output that is not well formed.
/// </remarks>
internal sealed class StopDetector
{
    private readonly IReadOnlyList<string> _sequences;
    private readonly int[] _lengths;
    private readonly TextMatcher _matcher;
    private readonly Vocabulary _vocabulary;
    private readonly GrammarMaskProcessor? _grammar;
    private readonly int _healed;

    // The tokens, and the length of the text after each.
    private readonly List<int> _tokens = [];
    private readonly List<int> _ends = [];
    private int _state = TextMatcher.Start;
    private int _length;

    /// <summary>Makes a detector at the start of an output.</summary>
    /// <param name="sequences">The sequences, at least one and none empty.</param>
    /// <param name="vocabulary">The tokens' texts.</param>
    /// <param name="grammar">The grammar's processor, which has accepted each token before the detector does; null without a grammar.</param>
    /// <param name="healed">How many bytes at the start of the output belong to the prompt.</param>
    public StopDetector(IReadOnlyList<string> sequences, Vocabulary vocabulary, GrammarMaskProcessor? grammar, int healed)
    {
        byte[][] texts = [.. sequences.Select(Encoding.UTF8.GetBytes)];
        _sequences = sequences;
        _lengths = Array.ConvertAll(texts, t => t.Length);
        _matcher = new TextMatcher(texts);
        _vocabulary = vocabulary;
        _grammar = grammar;
        _healed = healed;
    }

    private StopDetector(StopDetector other, GrammarMaskProcessor? grammar)
    {
        _sequences = other._sequences;
        _lengths = other._lengths;
        _matcher = other._matcher;
        _vocabulary = other._vocabulary;
        _grammar = grammar;
        _healed = other._healed;
        _tokens = [.. other._tokens];
        _ends = [.. other._ends];
        _state = other._state;
        _length = other._length;
        Match = other.Match;
    }

    /// <summary>Where the output is to be cut; null when no sequence was found.</summary>
    public StopMatch? Match { get; private set; }

    /// <summary>How many tokens may be given out: those that are before the stop, and cannot be part of one any more.</summary>
    public int SafeTokens => Match?.TokenCount ?? TokensWithin(_length - _matcher.DepthOf(_state));

    /// <summary>Copies the detector for another branch.</summary>
    /// <param name="grammar">The branch's own copy of the grammar's processor.</param>
    public StopDetector Fork(GrammarMaskProcessor? grammar) => new(this, grammar);

    /// <summary>Reads a token of the output.</summary>
    public void Accept(int token)
    {
        ReadOnlySpan<byte> bytes = _vocabulary.IsText(token) ? _vocabulary.BytesOf(token) : [];
        var before = _length;
        _length += bytes.Length;
        _tokens.Add(token);
        _ends.Add(_length);
        for (var i = 0; i < bytes.Length && Match is null; i++)
        {
            if (before + i >= _healed)
            {
                _state = _matcher.Step(_state, bytes[i]);
                Check(before + i + 1);
            }
        }
    }

    // Looks at the sequences that end at a place, the longest first.
    private void Check(int end)
    {
        var state = _state;
        while (_matcher.NextMatch(ref state) is >= 0 and var index)
        {
            var start = end - _lengths[index];
            var tokens = TokensWithin(start);
            if (IsComplete(start, tokens))
            {
                Match = new StopMatch(_sequences[index], tokens, start - _healed);
                return;
            }
        }
    }

    private bool IsComplete(int start, int tokens)
    {
        if (_grammar is null)
        {
            return true;
        }

        // What lies between the last token before the stop and the stop is the beginning of one token.
        var from = tokens == 0 ? 0 : _ends[tokens - 1];
        return _grammar.Read(tokens, _vocabulary.BytesOf(_tokens[tokens])[..(start - from)]) is { IsAccepting: true };
    }

    private int TokensWithin(int length)
    {
        var count = _ends.Count;
        while (count > 0 && _ends[count - 1] > length)
        {
            count--;
        }

        return count;
    }
}
