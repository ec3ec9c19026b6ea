namespace Guided.Processors;

/// <summary>A hard constraint beside the grammar: forbids some tokens by what was accepted so far.</summary>
/// <remarks>
/// Under a grammar such constraints come second. Where the grammar (and the token limit) leaves only tokens that a constraint forbids, the
/// constraint gives way for that token, since the output could not be completed otherwise; unless it <see cref="IsStrict"/>, and then the
/// generation ends in <see cref="NoTokenLeftException"/>. Without a grammar nothing gives way. Of several constraints the later ones give way first.
/// <para>Can change the argmax and is pointwise: which tokens are forbidden depends on the accepted tokens alone.</para>
/// </remarks>
public abstract class TokenConstraint : ILogitProcessor, IDisposable
{
    private readonly RowBuffer _taken = new();

    /// <inheritdoc/>
    public ProcessorStage Stage => ProcessorStage.Mask;

    /// <inheritdoc/>
    public bool ChangesArgmax => true;

    /// <inheritdoc/>
    public bool KeepsForbidden => true;

    /// <inheritdoc/>
    public bool IsPointwise => true;

    /// <summary>Whether the constraint holds even where a grammar leaves nothing else.</summary>
    public abstract bool IsStrict { get; }

    /// <summary>What the constraint is called in messages.</summary>
    public abstract string Name { get; }

    /// <summary>How many tokens of the last row the constraint forbade that had been allowed.</summary>
    internal int TakenCount => _taken.Count;

    /// <summary>Whether a token is forbidden next.</summary>
    public abstract bool Forbids(int token);

    /// <inheritdoc/>
    public virtual void Begin(ReadOnlySpan<int> prompt)
    {
    }

    /// <inheritdoc/>
    public void Process(ref LogitRow row, CancellationToken cancellationToken = default)
    {
        if (row.IsNarrow)
        {
            _taken.Reset(row.Ids.Length);
            for (var i = 0; i < row.Ids.Length; i++)
            {
                if (Forbids(row.Ids[i]))
                {
                    Take(in row, i);
                }
            }

            return;
        }

        var forbidden = ForbiddenTokens();
        _taken.Reset(forbidden.Length);
        foreach (var token in forbidden)
        {
            if ((uint)token < (uint)row.Logits.Length)
            {
                Take(in row, token);
            }
        }

        _taken.Ids[.._taken.Count].Sort(_taken.Logits[.._taken.Count]);
    }

    /// <inheritdoc/>
    public abstract void Accept(int token);

    /// <inheritdoc/>
    public abstract void Rewind(int count);

    /// <inheritdoc/>
    public abstract ILogitProcessor Fork();

    /// <inheritdoc/>
    public void Dispose()
    {
        _taken.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes back what the constraint forbade in the last row it processed.</summary>
    internal void GiveBack(in LogitRow row)
    {
        for (var i = 0; i < _taken.Count; i++)
        {
            row.Logits[row.IndexOf(_taken.Ids[i])] = _taken.Logits[i];
        }

        _taken.Reset(0);
    }

    /// <summary>Replaces a row by what the constraint forbade in it; nothing is forbidden any more.</summary>
    internal void GiveBackAlone(ref LogitRow row)
    {
        _taken.Replace(ref row);
        _taken.Reset(0);
    }

    /// <summary>The tokens that are forbidden next, in any order; some may occur twice. Valid until the next call.</summary>
    protected abstract ReadOnlySpan<int> ForbiddenTokens();

    private void Take(in LogitRow row, int index)
    {
        if (row.Logits[index] > float.NegativeInfinity)
        {
            _taken.Add(row.TokenAt(index), row.Logits[index]);
            row.Logits[index] = float.NegativeInfinity;
        }
    }
}
