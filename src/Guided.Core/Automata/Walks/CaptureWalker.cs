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
    private readonly Dictionary<(CapturedNode, Expression, StackNode), Configuration> _typical = [];

    private readonly List<ReadOnlyMemory<byte>> _exceptions = [];

    /// <summary>Drops what is kept.</summary>
    public void Forget() => _typical.Clear();

    /// <summary>Adds the tokens of a text that is being read, and those that cross its end.</summary>
    /// <param name="root">The trie node at which the token's part of the text begins.</param>
    /// <param name="head">What is to be read of the text.</param>
    /// <param name="below">The stacks below, some of which depend on the text.</param>
    /// <param name="parts">Where to add the tokens that cross the end.</param>
    /// <param name="budget">The trie nodes that may still be visited.</param>
    /// <param name="cancellationToken">Looked at every few thousand nodes.</param>
    /// <returns>The tokens inside the text.</returns>
    public TokenMask Add(
        int root, Expression head, StackNode below, List<TokenMask> parts, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var walk = root == 0
            ? headWalker.WalkOf(head, ref budget, cancellationToken)
            : headWalker.WalkBelow(root, head, ref budget, cancellationToken);
        var start = vocabulary.Trie.Depths[root];
        var plain = bytes.ExpandPlain(below);
        foreach (var exits in walk.Exits)
        {
            exitWalker.AddTokens(exits, plain, parts, ref budget, cancellationToken);
        }

        // A token that ends the text is lost only where no stack takes it.
        int[]? lost = plain.IsDead ? null : [];
        foreach (var frame in below.Frames)
        {
            if (frame.Captured is not { } captured)
            {
                continue;
            }

            var reading = new Reading(frame, captured, captured.Text(), root, start);
            var exceptional = FindExceptional(reading, walk, head, ref budget, cancellationToken);
            foreach (var exits in walk.Exits)
            {
                AddCrossing(reading, exits, exceptional, parts, ref budget, cancellationToken);
            }

            if (lost is not { Length: 0 })
            {
                var ends = ForbiddenEnds(reading, exceptional, head);
                lost = lost is null ? ends : Array.FindAll(lost, token => Array.BinarySearch(ends, token) >= 0);
            }
        }

        return lost is { Length: > 0 } ? walk.Tokens.Without(lost) : walk.Tokens;
    }

    /// <summary>The trie nodes at which the text would end and be an exception; null for none.</summary>
    private HashSet<int>? FindExceptional(
        in Reading reading, HeadWalk walk, Expression head, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        HashSet<int>? found = null;
        var definition = reading.Captured.Definition;
        var text = reading.Text;
        var spellings = definition.OtherSpellings;
        var hasOtherSpelling = ContainsAny(text, spellings);
        if (!hasOtherSpelling)
        {
            var exceptions = _exceptions;
            exceptions.Clear();
            definition.CollectExceptions(text, exceptions);
            if (exceptions.Count == 0)
            {
                return null;
            }

            foreach (var exception in exceptions)
            {
                var node = vocabulary.Trie.Find(reading.Root, exception.Span[text.Length..]);
                if (node > 0)
                {
                    (found ??= []).Add(node);
                }
            }
        }

        if (spellings.IsEmpty)
        {
            return found;
        }

        var ends = headWalker.EndsOf(walk, reading.Root, head, ref budget, cancellationToken);
        var nodes = walk.Exits.SelectMany(e => e.Members()).Concat(ends);
        foreach (var node in hasOtherSpelling ? nodes.Distinct() : walk.WithBytes(spellings, vocabulary.Trie, () => nodes))
        {
            if (definition.IsException(reading.TextTo(vocabulary.Trie, node)))
            {
                (found ??= []).Add(node);
            }
        }

        return found;
    }

    private static bool ContainsAny(ReadOnlySpan<byte> text, ByteSet bytes)
    {
        if (!bytes.IsEmpty)
        {
            foreach (var value in text)
            {
                if (bytes.Contains(value))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void AddCrossing(
        Reading reading, ExitSet exits, HashSet<int>? exceptional, List<TokenMask> parts, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        if (exceptional is null)
        {
            AddTypical(reading, exits, parts, ref budget, cancellationToken);
            return;
        }

        ExitSet? typical = exits;
        foreach (var node in exceptional)
        {
            if (exits.Contains(node))
            {
                AddExceptional(reading, node, parts, ref budget, cancellationToken);
                typical = typical is null ? null : headWalker.Without(typical, node);
            }
        }

        if (typical is not null)
        {
            AddTypical(reading, typical, parts, ref budget, cancellationToken);
        }
    }

    /// <summary>Adds the tokens that end an exceptional text at an exit.</summary>
    private void AddExceptional(Reading reading, int node, List<TokenMask> parts, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var exit = headWalker.ExitAt(node);
        var definition = reading.Captured.Definition;
        if (definition.Lead is { } lead && headWalker.WalkFrom(exit, lead, ref budget, cancellationToken) is { Exits.Length: 0 } walk)
        {
            if (!walk.Tokens.IsEmpty && definition.IsAllowed(bytes.Grammar.Factory, reading.TextTo(vocabulary.Trie, node)))
            {
                parts.Add(walk.Tokens);
            }

            return;
        }

        exitWalker.AddTokens(exit, After(reading, node), parts, ref budget, cancellationToken);
    }

    /// <summary>Adds the tokens that end a typical text at some exits.</summary>
    private void AddTypical(Reading reading, ExitSet exits, List<TokenMask> parts, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var tokens = exitWalker.TypicalTokensFrom(exits, TypicalBelow(reading), ref budget, cancellationToken);
        parts.AddRange(tokens.Sure);
        if (tokens.Doubtful.Length > 0)
        {
            var after = new Dictionary<int, Configuration>();
            int[] sure = Array.FindAll(tokens.Doubtful, token => Reads(reading, exits, after, token));
            parts.Add(new TokenMask(vocabulary.Size, null, sure));
        }
    }

    /// <summary>The tokens that end the text where nothing follows it and it cannot go on either.</summary>
    private int[] ForbiddenEnds(Reading reading, HashSet<int>? exceptional, Expression head)
    {
        if (exceptional is null)
        {
            return [];
        }

        var ends = new SortedSet<int>();
        foreach (var node in exceptional)
        {
            var token = vocabulary.Trie.Nodes[node].Token;
            if (token < 0)
            {
                continue;
            }

            var rest = head;
            foreach (var value in vocabulary.Trie.PathTo(node).AsSpan(reading.Start))
            {
                rest = Derivatives.Step(rest, value);
            }

            if (rest.Kind != ExpressionKind.Epsilon
                || reading.Captured.Definition.IsAllowed(bytes.Grammar.Factory, reading.TextTo(vocabulary.Trie, node)))
            {
                continue;
            }

            for (; token >= 0; token = vocabulary.Trie.NextWithSameBytes(token))
            {
                ends.Add(token);
            }
        }

        return [.. ends];
    }

    /// <summary>Whether a token can be read to its end when the text ends at one of some exits that it passes.</summary>
    private bool Reads(Reading reading, ExitSet exits, Dictionary<int, Configuration> after, int token)
    {
        var read = vocabulary.ReadableBytesOf(token);
        var node = 0;
        for (var length = 0; length < read.Length; length++)
        {
            node = vocabulary.Trie.Child(node, read[length]);
            if (length < reading.Start || !exits.Contains(node))
            {
                continue;
            }

            if (!after.TryGetValue(node, out var at))
            {
                after[node] = at = After(reading, node);
            }

            if (Reads(at, read[(length + 1)..]))
            {
                return true;
            }
        }

        return false;
    }

    private bool Reads(Configuration at, ReadOnlySpan<byte> rest)
    {
        foreach (var value in rest)
        {
            at = bytes.Step(at, value);
        }

        return !at.IsDead;
    }

    private Configuration After(Reading reading, int node) => bytes.ExpandResolved(
        reading.Frame, reading.Captured.Definition.After(bytes.Grammar.Factory, reading.TextTo(vocabulary.Trie, node)));

    private Configuration TypicalBelow(Reading reading)
    {
        var frame = reading.Frame;
        var rest = frame.Continuation is ConcatNode sequence ? sequence.Tail : bytes.Grammar.Factory.Epsilon;
        var key = (reading.Captured.Start, rest, frame.Below);
        if (!_typical.TryGetValue(key, out var below))
        {
            _typical[key] = below = bytes.ExpandResolved(frame, reading.Captured.Typical());
        }

        return below;
    }

    /// <summary>A text of which so much has been read, and a token that goes on reading it.</summary>
    /// <param name="Frame">The frame with the capture.</param>
    /// <param name="Captured">The capture.</param>
    /// <param name="Text">What was read before the token.</param>
    /// <param name="Root">The trie node at which the token's part of the text begins.</param>
    /// <param name="Start">How many bytes of the token come before that.</param>
    private readonly record struct Reading(Frame Frame, CapturedNode Captured, byte[] Text, int Root, int Start)
    {
        public byte[] TextTo(TokenTrie trie, int node) => [.. Text, .. trie.PathTo(node).AsSpan(Start)];
    }
}
