using System.Runtime.InteropServices;

namespace Guided.Processors;

/// <summary>Forbids every token that would end a run of n tokens which occurred before.</summary>
/// <remarks>
/// Paulus et al. 2017, "A Deep Reinforced Model for Abstractive Summarization"; as <c>no_repeat_ngram_size</c> of Hugging Face, where the prompt
/// counts too. Gives way to a grammar: the format of an output repeats, its content need not. A row costs one vectorised search of the tokens so far.
/// </remarks>
public sealed class NoRepeatNgramProcessor : TokenConstraint
{
    private readonly NoRepeatNgramOptions _options;
    private readonly List<int> _tokens = [];
    private readonly List<int> _forbidden = new(64);
    private int _promptLength;
    private bool _isCurrent;

    /// <summary>Makes the processor without any token.</summary>
    public NoRepeatNgramProcessor(NoRepeatNgramOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    private NoRepeatNgramProcessor(NoRepeatNgramProcessor other)
    {
        _options = other._options;
        _tokens.AddRange(other._tokens);
        _promptLength = other._promptLength;
    }

    /// <inheritdoc/>
    public override bool IsStrict => false;

    /// <inheritdoc/>
    public override string Name => $"No repeated {_options.N}-gram";

    /// <inheritdoc/>
    public override void Begin(ReadOnlySpan<int> prompt)
    {
        if (_options.CountsPrompt)
        {
            _tokens.AddRange(prompt);
            _promptLength = _tokens.Count;
            _isCurrent = false;
        }
    }

    /// <inheritdoc/>
    public override bool Forbids(int token) => ForbiddenTokens().Contains(token);

    /// <inheritdoc/>
    public override void Accept(int token)
    {
        _tokens.Add(token);
        _isCurrent = false;
    }

    /// <inheritdoc/>
    public override void Rewind(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _tokens.Count - _promptLength);
        _tokens.RemoveRange(_tokens.Count - count, count);
        _isCurrent = false;
    }

    /// <inheritdoc/>
    public override ILogitProcessor Fork() => new NoRepeatNgramProcessor(this);

    /// <inheritdoc/>
    protected override ReadOnlySpan<int> ForbiddenTokens()
    {
        if (!_isCurrent)
        {
            Find();
            _isCurrent = true;
        }

        return CollectionsMarshal.AsSpan(_forbidden);
    }

    private void Find()
    {
        _forbidden.Clear();
        ReadOnlySpan<int> tokens = CollectionsMarshal.AsSpan(_tokens);
        var length = _options.N - 1;
        if (tokens.Length <= length)
        {
            return;
        }

        if (length == 0)
        {
            _forbidden.AddRange(tokens);
            return;
        }

        // Places where the last n − 1 tokens occurred before, something behind them.
        var last = tokens[^length..];
        var from = 0;
        while (tokens[from..^1].IndexOf(last) is >= 0 and var at)
        {
            _forbidden.Add(tokens[from + at + length]);
            from += at + 1;
        }
    }
}
