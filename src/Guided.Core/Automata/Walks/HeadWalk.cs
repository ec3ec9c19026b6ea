using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>What the tokens of a vocabulary do at a regular expression: the F(e) of subword alignment.</summary>
/// <remarks>
/// This is DOMINO's subterminal tree in another form (L. Beurer-Kellner et al., ICML 2024): the tokens that lie wholly inside the expression,
/// and the places inside longer tokens where the expression may end and what follows it must go on (bridge tokens).
/// </remarks>
/// <param name="Tokens">The tokens whose bytes some member of the expression begins with.</param>
/// <param name="Exits">The places at which the expression may end inside a longer token, in one or more sets.</param>
/// <param name="Within">The greatest <see cref="Expression.LiveWithin"/> of what remains of the expression after a token or a part of one.</param>
internal sealed record HeadWalk(TokenMask Tokens, ExitSet[] Exits, int Within)
{
    private Spelled? _spelled;

    /// <summary>The trie nodes at which a token ends together with the expression, once asked for.</summary>
    public int[]? Ends { get; set; }

    /// <summary>The tokens that leave the text open, once asked for.</summary>
    public OpenTokens? Open { get; set; }

    /// <summary>Those of some trie nodes to which one of some bytes leads, kept for the next time.</summary>
    public int[] WithBytes(ByteSet bytes, TokenTrie trie, Func<IEnumerable<int>> nodes)
    {
        // Walks are shared by the threads of a process: what they keep is put in place as one object.
        if (Volatile.Read(ref _spelled) is not { } known || known.Bytes != bytes)
        {
            known = new Spelled(bytes, [.. nodes().Distinct().Where(n => Array.Exists(trie.PathTo(n), bytes.Contains))]);
            Volatile.Write(ref _spelled, known);
        }

        return known.Nodes;
    }

    private sealed record Spelled(ByteSet Bytes, int[] Nodes);
}

/// <summary>The tokens of a text by whether they can end it.</summary>
/// <param name="Tokens">The tokens inside the text that do not end it.</param>
/// <param name="Ending">Those that end it, there or before their own end, ascending.</param>
internal sealed record OpenTokens(TokenMask Tokens, int[] Ending);
