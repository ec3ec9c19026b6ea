using Guided.Automata;
using Guided.Vocabularies;

namespace Guided.Decoding.Healing;

/// <summary>A language with a text before it: what was taken off the prompt must be written again, by whichever tokens.</summary>
/// <remarks>
/// A state is how much of the text has been written. A token is allowed when it is a part of what is left, or begins with all of it and goes on as
/// the language does; behind the text the states are the language's own. Exact: mask = tokens after which some completion exists.
/// </remarks>
internal sealed class HealedAutomaton : ITokenAutomaton
{
    private readonly ITokenAutomaton _inner;
    private readonly byte[] _text;
    private readonly HealingState?[] _states;

    /// <summary>Puts a text before a language.</summary>
    /// <param name="inner">The language.</param>
    /// <param name="text">The text, not empty; some way through <paramref name="inner"/>'s tokens writes it.</param>
    public HealedAutomaton(ITokenAutomaton inner, byte[] text)
    {
        _inner = inner;
        _text = text;
        _states = new HealingState?[text.Length];
    }

    public Vocabulary Vocabulary => _inner.Vocabulary;

    public ITokenState Start => StateAt(0)
        ?? throw new ArgumentException("No tokens of the vocabulary write the end of the prompt again. Switch HealPrompt off.");

    /// <inheritdoc/>
    public ITokenState? Read(ITokenState from, ReadOnlySpan<byte> text, CancellationToken cancellationToken = default)
    {
        if (from is not HealingState state)
        {
            return _inner.Read(from, text, cancellationToken);
        }

        var left = Left(state.Written);
        var common = Math.Min(left.Length, text.Length);
        return !left[..common].SequenceEqual(text[..common]) ? null
            : text.Length < left.Length ? StateAt(state.Written + text.Length)
            : _inner.Read(_inner.Start, text[left.Length..], cancellationToken);
    }

    internal ITokenState? Advance(HealingState state, int token, CancellationToken cancellationToken) =>
        (uint)token < (uint)Vocabulary.Size && Vocabulary.IsText(token)
            ? Read(state, Vocabulary.BytesOf(token), cancellationToken)
            : null;

    internal ReadOnlySpan<byte> Left(int written) => _text.AsSpan(written);

    internal int CopyForcedBytes(int written, Span<byte> destination)
    {
        var count = Math.Min(destination.Length, _text.Length - written);
        _text.AsSpan(written, count).CopyTo(destination);
        return count + (count < destination.Length ? _inner.Start.CopyForcedBytes(destination[count..]) : 0);
    }

    internal TokenMask MakeMask(HealingState state, CancellationToken cancellationToken)
    {
        var ids = new List<int>();
        var trie = Vocabulary.Trie;
        var node = 0;
        for (var end = state.Written; end < _text.Length && node >= 0; end++)
        {
            node = trie.Child(node, _text[end]);
            if (node >= 0 && end + 1 < _text.Length && StateAt(end + 1) is not null)
            {
                AddTokens(node, ids);
            }
        }

        if (node >= 0)
        {
            AddBeyond(node, _inner.Start, ids, cancellationToken);
        }

        return TokenMask.Of(Vocabulary.Size, ids);
    }

    /// <summary>The fewest tokens known to write the rest of the text and a member of the language; null when there is no way.</summary>
    internal int? CountTokensToEnd(int written)
    {
        int? best = null;
        var trie = Vocabulary.Trie;
        var node = 0;
        for (var end = written; end < _text.Length && node >= 0; end++)
        {
            node = trie.Child(node, _text[end]);
            if (node >= 0 && trie.Nodes[node].Token >= 0)
            {
                best = Less(best, 1 + (end + 1 < _text.Length ? StateAt(end + 1)?.TokensToEnd : _inner.Start.TokensToEnd));
            }
        }

        // A token that reaches beyond the text is needed only where nothing else leads on.
        return best is null && node >= 0 ? ShortestBeyond(node) : best;
    }

    private HealingState? StateAt(int written)
    {
        if (_states[written] is not { } state)
        {
            // The bound is a matter of what comes later in the text, so the recursion ends.
            state = new HealingState(this, written, CountTokensToEnd(written) ?? -1);
            _states[written] = state;
        }

        return state.TokensToEnd < 0 ? null : state;
    }

    // The tokens of a node and below it, after whose bytes beyond the node the language goes on.
    private void AddBeyond(int node, ITokenState state, List<int> ids, CancellationToken cancellationToken)
    {
        AddTokens(node, ids);
        var nodes = Vocabulary.Trie.Nodes;
        for (int child = nodes[node].FirstChild, end = child + nodes[node].ChildCount; child < end; child++)
        {
            Visit(child, [nodes[child].Label], ids, state, cancellationToken);
        }
    }

    private void Visit(int node, byte[] beyond, List<int> ids, ITokenState state, CancellationToken cancellationToken)
    {
        var nodes = Vocabulary.Trie.Nodes;
        if (nodes[node].Token >= 0 && _inner.Read(state, beyond, cancellationToken) is not null)
        {
            AddTokens(node, ids);
        }

        for (int child = nodes[node].FirstChild, end = child + nodes[node].ChildCount; child < end; child++)
        {
            Visit(child, [.. beyond, nodes[child].Label], ids, state, cancellationToken);
        }
    }

    private int? ShortestBeyond(int node)
    {
        var ids = new List<int>();
        AddBeyond(node, _inner.Start, ids, CancellationToken.None);
        int? best = null;
        var length = Vocabulary.Trie.PathTo(node).Length;
        foreach (var id in ids)
        {
            best = Less(best, 1 + _inner.Read(_inner.Start, Vocabulary.BytesOf(id)[length..])!.TokensToEnd);
        }

        return best;
    }

    private void AddTokens(int node, List<int> ids)
    {
        for (var token = Vocabulary.Trie.Nodes[node].Token; token >= 0; token = Vocabulary.Trie.NextWithSameBytes(token))
        {
            ids.Add(token);
        }
    }

    private static int? Less(int? a, int? b) => a is null || b < a ? b ?? a : a;
}
