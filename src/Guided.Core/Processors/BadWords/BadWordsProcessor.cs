using System.Runtime.InteropServices;
using Guided.Vocabularies;

namespace Guided.Processors;

/// <summary>Forbids every token that would complete a bad word, wherever token borders fall.</summary>
/// <remarks>
/// Texts are matched in the bytes of the output, so every way to write them in tokens is covered; runs of tokens are matched as they are, as
/// <c>bad_words_ids</c> of Hugging Face. A grammar that leaves nothing else goes first unless the options are strict.
/// </remarks>
public sealed class BadWordsProcessor : TokenConstraint
{
    private readonly BadWordsOptions _options;
    private readonly BadWordTable _table;

    // The state of the text matcher after the prompt and after each accepted token, and the tokens themselves.
    private readonly List<int> _states = [TextMatcher.Start];
    private readonly List<int> _tokens = [];
    private readonly List<int> _forbidden = new(64);
    private int _promptLength;

    /// <summary>Makes the processor without any token.</summary>
    /// <param name="options">The words.</param>
    /// <param name="vocabulary">The tokens' texts.</param>
    /// <exception cref="ArgumentException">A run has a token outside the vocabulary.</exception>
    public BadWordsProcessor(BadWordsOptions options, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(vocabulary);
        foreach (var token in options.Sequences.SelectMany(s => s))
        {
            if ((uint)token >= (uint)vocabulary.Size)
            {
                throw new ArgumentException($"A run of bad tokens has token {token}, which is outside vocabulary '{vocabulary}'.", nameof(options));
            }
        }

        _options = options;
        _table = options.TableFor(vocabulary);
    }

    private BadWordsProcessor(BadWordsProcessor other)
    {
        _options = other._options;
        _table = other._table;
        _states = [.. other._states];
        _tokens = [.. other._tokens];
        _promptLength = other._promptLength;
    }

    /// <inheritdoc/>
    public override bool IsStrict => _options.IsStrict;

    /// <inheritdoc/>
    public override string Name => "The bad words";

    /// <inheritdoc/>
    public override void Begin(ReadOnlySpan<int> prompt)
    {
        if (_options.CountsPrompt)
        {
            _promptLength = prompt.Length;
            foreach (var token in prompt)
            {
                Accept(token);
            }
        }
    }

    /// <inheritdoc/>
    public override bool Forbids(int token)
    {
        if (Array.BinarySearch(_table.TokensAt(_states[^1]), token) >= 0)
        {
            return true;
        }

        for (var i = 0; i < _options.Sequences.Count; i++)
        {
            if (_options.Sequences[i][^1] == token && Completes(_options.Sequences[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override void Accept(int token)
    {
        _states.Add(_table.Step(_states[^1], token));
        _tokens.Add(token);
    }

    /// <inheritdoc/>
    public override void Rewind(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _tokens.Count - _promptLength);
        _states.RemoveRange(_states.Count - count, count);
        _tokens.RemoveRange(_tokens.Count - count, count);
    }

    /// <inheritdoc/>
    public override ILogitProcessor Fork() => new BadWordsProcessor(this);

    /// <inheritdoc/>
    protected override ReadOnlySpan<int> ForbiddenTokens()
    {
        var byText = _table.TokensAt(_states[^1]);
        if (_options.Sequences.Count == 0)
        {
            return byText;
        }

        _forbidden.Clear();
        _forbidden.AddRange(byText);
        for (var i = 0; i < _options.Sequences.Count; i++)
        {
            if (Completes(_options.Sequences[i]))
            {
                _forbidden.Add(_options.Sequences[i][^1]);
            }
        }

        return CollectionsMarshal.AsSpan(_forbidden);
    }

    // Whether all of a run but its last token came last.
    private bool Completes(IReadOnlyList<int> sequence)
    {
        var before = sequence.Count - 1;
        if (before > _tokens.Count)
        {
            return false;
        }

        for (var i = 0; i < before; i++)
        {
            if (_tokens[_tokens.Count - before + i] != sequence[i])
            {
                return false;
            }
        }

        return true;
    }
}
