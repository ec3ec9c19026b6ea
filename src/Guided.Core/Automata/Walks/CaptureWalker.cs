using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>Finds the tokens that a text allows which decides what follows it (see <see cref="Capture"/>).</summary>
/// <remarks>
/// Nearly all places at which a token may end the text make it a typical one, and what follows is then read once for all of them and kept,
/// whatever the text. Only exceptions, such as a name that an object already has, are looked at one by one: those that begin with what has been
/// read, and texts in another spelling. Used by one thread at a time.
/// </remarks>
internal sealed class CaptureWalker(Vocabulary vocabulary, ByteAutomaton bytes, HeadWalker headWalker, ExitWalker exitWalker)
{
    private readonly List<ReadOnlyMemory<byte>> _exceptions = [];

    /// <summary>Adds the tokens that cross the end of the text.</summary>
    /// <param name="head">What is being read of the text.</param>
    /// <param name="below">The stacks below, some of which depend on the text.</param>
    /// <param name="walk">The walk of the head.</param>
    /// <param name="parts">Where to add the tokens.</param>
    /// <param name="forbidden">Where to add tokens of the walk that end the text where it may not end.</param>
    /// <param name="budget">The trie nodes that may still be visited.</param>
    /// <param name="cancellationToken">Looked at every few thousand nodes.</param>
    public void Add(
        Expression head,
        StackNode below,
        HeadWalk walk,
        List<int[]> parts,
        HashSet<int> forbidden,
        ref WalkBudget budget,
        CancellationToken cancellationToken)
    {
        var plain = bytes.ExpandPlain(below);
        foreach (var exits in walk.Exits)
        {
            parts.Add(exitWalker.TokensFrom(exits, plain, ref budget, cancellationToken));
        }

        // A token that ends the text is lost only where no stack takes it.
        HashSet<int>? lost = plain.IsDead ? null : [];
        foreach (var frame in below.Frames)
        {
            if (frame.Captured is not { } captured)
            {
                continue;
            }

            var text = captured.Text();
            var exceptional = FindExceptional(captured, text, walk, head, ref budget, cancellationToken);
            foreach (var exits in walk.Exits)
            {
                AddCrossing(frame, captured, text, exits, exceptional, parts, ref budget, cancellationToken);
            }

            var ends = ForbiddenEnds(frame, captured, exceptional, head);
            if (lost is null)
            {
                lost = ends;
            }
            else
            {
                lost.IntersectWith(ends);
            }
        }

        forbidden.UnionWith(lost ?? []);
    }

    /// <summary>The trie nodes at which the text would end and be an exception.</summary>
    private HashSet<int> FindExceptional(
        CapturedNode captured, byte[] text, HeadWalk walk, Expression head, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var found = new HashSet<int>();
        var definition = captured.Definition;
        var spellings = definition.OtherSpellings;
        _exceptions.Clear();
        var hasOtherSpelling = Array.Exists(text, spellings.Contains);
        if (!hasOtherSpelling)
        {
            definition.CollectExceptions(text, _exceptions);
            foreach (var exception in _exceptions)
            {
                var node = vocabulary.Trie.Find(exception.Span[text.Length..]);
                if (node > 0)
                {
                    found.Add(node);
                }
            }
        }

        if (spellings.IsEmpty || (!hasOtherSpelling && _exceptions.Count == 0))
        {
            return found;
        }

        var ends = headWalker.EndsOf(walk, head, ref budget, cancellationToken);
        var nodes = walk.Exits.SelectMany(e => e.Members()).Concat(ends);
        foreach (var node in hasOtherSpelling ? nodes.Distinct() : walk.WithBytes(spellings, vocabulary.Trie, () => nodes))
        {
            if (definition.IsException([.. text, .. vocabulary.Trie.PathTo(node)]))
            {
                found.Add(node);
            }
        }

        return found;
    }

    private void AddCrossing(
        Frame frame,
        CapturedNode captured,
        byte[] text,
        ExitSet exits,
        HashSet<int> exceptional,
        List<int[]> parts,
        ref WalkBudget budget,
        CancellationToken cancellationToken)
    {
        var factory = bytes.Grammar.Factory;
        var typical = exceptional.Count == 0 ? exits : exits.Where(node => !exceptional.Contains(node));
        if (typical is not null)
        {
            var below = bytes.ExpandResolved(frame, captured.Typical());
            var tokens = exitWalker.TypicalTokensFrom(typical, below, ref budget, cancellationToken);
            parts.Add(tokens.Sure);
            if (tokens.Doubtful.Length > 0)
            {
                parts.Add(Array.FindAll(
                    tokens.Doubtful, token => typical.Members().Any(exit => exitWalker.Reads(frame, captured, text, 0, exit, token))));
            }
        }

        foreach (var exit in exits.Members().Where(exceptional.Contains))
        {
            var below = bytes.ExpandResolved(frame, captured.Definition.After(factory, [.. text, .. vocabulary.Trie.PathTo(exit)]));
            parts.Add(exitWalker.TokensFrom(new ExitSet([exit]), below, ref budget, cancellationToken));
        }
    }

    /// <summary>The tokens that end the text where nothing follows it and it cannot go on either.</summary>
    private HashSet<int> ForbiddenEnds(Frame frame, CapturedNode captured, HashSet<int> exceptional, Expression head)
    {
        var ends = new HashSet<int>();
        foreach (var node in exceptional)
        {
            var token = vocabulary.Trie.Nodes[node].Token;
            if (token < 0)
            {
                continue;
            }

            var path = vocabulary.Trie.PathTo(node);
            var rest = head;
            foreach (var value in path)
            {
                rest = Derivatives.Step(rest, value);
            }

            if (rest.Kind != ExpressionKind.Epsilon
                || !bytes.ExpandResolved(frame, captured.Definition.After(bytes.Grammar.Factory, [.. captured.Text(), .. path])).IsDead)
            {
                continue;
            }

            for (; token >= 0; token = vocabulary.Trie.NextWithSameBytes(token))
            {
                ends.Add(token);
            }
        }

        return ends;
    }
}
