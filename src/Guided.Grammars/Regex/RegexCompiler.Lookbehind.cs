using System.Numerics;
using Guided.Expressions;
using Guided.Grammars.Characters;

namespace Guided.Grammars.Regex;

/// <summary>What a pattern looks back at: one tracker per kind of last character, lookbehind, and loop that might run in place.</summary>
/// <remarks>
/// A lookbehind (?&lt;=b) is compiled on its own to Σ*b, whose derivatives are its states. When b looks ahead itself, a marker that occurs in
/// no text stands for the place, Σ*b‡, and lookaheads inside see through it; the derivative by the marker is what must follow the place.
/// </remarks>
internal sealed partial class RegexCompiler
{
    /// <summary>Bytes that occur in no text, one for each level of lookbehinds that look ahead.</summary>
    private static readonly byte[] Markers = [0xFE, 0xFD, 0xFC, 0xFB, 0xFA, 0xF9, 0xF8];

    /// <summary>The trackers that a node needs itself, whatever follows it.</summary>
    private BigInteger NeedsOf(RegexNode node)
    {
        if (!node.HasAssertion)
        {
            return BigInteger.Zero;
        }

        if (!_needs.TryGetValue(node, out var needs))
        {
            needs = _trackers.TryGetValue(node, out var own) ? BigInteger.One << own : BigInteger.Zero;
            _needs[node] = needs = node is LookNode { Behind: true }
                ? needs
                : node.Parts.Aggregate(needs, (all, part) => all | NeedsOf(part));
        }

        return needs;
    }

    /// <summary>Sets up the trackers of a node and all inside.</summary>
    private void Prepare(RegexNode node, bool inAtomic = false)
    {
        if (!(node.HasAssertion || inAtomic) || _trackers.ContainsKey(node))
        {
            return;
        }

        switch (node)
        {
            case AnchorNode { Before: { } set }:
                if (!_lastCharacters.TryGetValue(set, out var index))
                {
                    _lastCharacters[set] = index = _histories.Add(new LastCharacterTracker(set));
                }

                _trackers[node] = index;
                break;
            case LookNode { Behind: true } look:
                _trackers[node] = _histories.Add(Track(look));
                return;
            case AtomicNode atomic when _isLookbehind:
                throw new RegexException(
                    _pattern, atomic.Position, "atomic groups in a lookbehind depend on matching from right to left and are not supported; use (?:…)");
            case LoopNode { Body.CanBeEmpty: true }:
                _trackers[node] = _histories.Add(new ProgressTracker());
                break;
        }

        foreach (var part in node.Parts)
        {
            Prepare(part, inAtomic || node is AtomicNode);
        }
    }

    private LookbehindTracker Track(LookNode look)
    {
        byte? marker = null;
        byte[] markers = [];
        var rest = _factory.Epsilon;
        if (LooksAhead(look.Body))
        {
            if (_markers.Length == Markers.Length)
            {
                throw new RegexException(_pattern, look.Position, $"lookbehinds that look ahead are nested more than {Markers.Length} deep");
            }

            marker = Markers[_markers.Length];
            markers = [.. _markers, marker.Value];
            rest = _factory.Concat(_factory.Bytes(ByteSet.Of(marker.Value)), _factory.Everything);
        }

        var inner = new RegexCompiler(_factory, _encoding, _pattern, _alphabet, markers, isLookbehind: true);
        var language = inner.Compile(new SequenceNode([_anything, look.Body]), rest);
        var sets = new HashSet<RuneSet>();
        CollectSets(look.Body, sets);
        return new LookbehindTracker(language, marker, [.. sets], Spell, () => TooMany(look.Position));

        byte[] Spell(RuneSet set)
        {
            var bytes = new List<byte>();
            var left = _encoding.Characters(_factory, set);
            while (!left.IsNullable)
            {
                var value = (byte)Enumerable.Range(0, 256).First(b => left.After((byte)b) != _factory.Empty);
                bytes.Add(value);
                left = left.After(value);
            }

            return [.. bytes];
        }
    }

    /// <summary>What may follow a place where the text of a lookbehind stands before it.</summary>
    private Expression Behind(LookNode look, string history)
    {
        var index = _trackers[look];
        return ((LookbehindTracker)_histories[index]).Future(history[index], _factory);
    }

    private static bool LooksAhead(RegexNode node) => node.HasAssertion
        && (node is AnchorNode { LooksAhead: true } or LookNode { Behind: false } || node.Parts.Any(LooksAhead));

    private static void CollectSets(RegexNode node, HashSet<RuneSet> sets)
    {
        switch (node)
        {
            case SetNode leaf:
                sets.Add(leaf.Set);
                break;
            case AnchorNode anchor:
                sets.Add(anchor.Set);
                sets.Add(RuneSet.Of('\n'));
                break;
        }

        foreach (var part in node.Parts)
        {
            CollectSets(part, sets);
        }
    }
}
