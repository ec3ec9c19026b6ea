using System.Runtime.InteropServices;

namespace Guided.Processors;

/// <summary>A processor that changes the logits of tokens that occurred, by how often they did.</summary>
/// <remarks>
/// Can change the argmax and is pointwise. The state is the accepted tokens and their counts; a row costs one change for each different token
/// that occurred, or one look-up for each candidate when those are fewer.
/// </remarks>
public abstract class TokenCountProcessor : ILogitProcessor
{
    private readonly Dictionary<int, int> _counts;
    private readonly List<int> _accepted;
    private readonly bool _countsPrompt;

    /// <summary>Makes the processor without any token.</summary>
    /// <param name="countsPrompt">Whether the prompt's tokens count as well as the generated ones.</param>
    protected TokenCountProcessor(bool countsPrompt)
    {
        _countsPrompt = countsPrompt;
        _counts = [];
        _accepted = [];
    }

    /// <summary>Copies a processor with its state.</summary>
    protected TokenCountProcessor(TokenCountProcessor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _countsPrompt = other._countsPrompt;
        _counts = new(other._counts);
        _accepted = [.. other._accepted];
    }

    /// <inheritdoc/>
    public ProcessorStage Stage => ProcessorStage.Penalty;

    /// <inheritdoc/>
    public bool ChangesArgmax => true;

    /// <inheritdoc/>
    public bool KeepsForbidden => true;

    /// <inheritdoc/>
    public bool IsPointwise => true;

    /// <inheritdoc/>
    public void Begin(ReadOnlySpan<int> prompt)
    {
        if (_countsPrompt)
        {
            foreach (var token in prompt)
            {
                Count(token);
            }
        }
    }

    /// <inheritdoc/>
    public void Process(ref LogitRow row, CancellationToken cancellationToken = default)
    {
        if (row.IsNarrow && row.Ids.Length < _counts.Count)
        {
            for (var i = 0; i < row.Ids.Length; i++)
            {
                if (_counts.TryGetValue(row.Ids[i], out var count))
                {
                    row.Logits[i] = Change(row.Logits[i], count);
                }
            }

            return;
        }

        foreach (var (token, count) in _counts)
        {
            var index = row.IndexOf(token);
            if (index >= 0)
            {
                row.Logits[index] = Change(row.Logits[index], count);
            }
        }
    }

    /// <inheritdoc/>
    public void Accept(int token)
    {
        _accepted.Add(token);
        Count(token);
    }

    /// <inheritdoc/>
    public void Rewind(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _accepted.Count);
        foreach (var token in CollectionsMarshal.AsSpan(_accepted)[^count..])
        {
            if (--CollectionsMarshal.GetValueRefOrNullRef(_counts, token) == 0)
            {
                _counts.Remove(token);
            }
        }

        _accepted.RemoveRange(_accepted.Count - count, count);
    }

    /// <inheritdoc/>
    public abstract ILogitProcessor Fork();

    /// <summary>The new logit of a token; −∞ must stay −∞.</summary>
    /// <param name="logit">The logit.</param>
    /// <param name="count">How often the token occurred, at least once.</param>
    protected abstract float Change(float logit, int count);

    private void Count(int token) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, token, out _)++;
}
