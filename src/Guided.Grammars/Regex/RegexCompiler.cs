using System.Numerics;
using System.Runtime.CompilerServices;
using Guided.Expressions;
using Guided.Grammars.Characters;

namespace Guided.Grammars.Regex;

/// <summary>Turns a <see cref="RegexNode"/> into the expression of all texts it matches.</summary>
/// <remarks>
/// <para>A node without assertions is an expression by itself. A node with assertions is compiled from right to left: given the language K of
/// the rest of the text, <c>$</c> is K ∧ ε, a lookahead (?=a) is K ∧ aΣ*, and (?!a) is K ∧ ¬(aΣ*). What stands before a place is a history,
/// the states of some trackers (<see cref="RegexHistories"/>), so <c>^</c> is K where the history is empty and ∅ elsewhere; a lookbehind
/// asks the state of its own automaton. Each part is compiled once per rest and history.</para>
/// <para>Example: <c>^a|b$</c> searched for gives aΣ* | Σ*b.</para>
/// </remarks>
internal sealed partial class RegexCompiler
{
    private readonly ExpressionFactory _factory;
    private readonly ICharacterEncoding _encoding;
    private readonly string _pattern;
    private readonly RuneSet _alphabet;
    private readonly byte[] _markers;
    private readonly bool _isLookbehind;
    private readonly RegexHistories _histories;
    private readonly Dictionary<RegexNode, int> _trackers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<RuneSet, int> _lastCharacters = [];
    private readonly Dictionary<RegexNode, BigInteger> _needs = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<RuneSet, Expression> _sets = [];
    private readonly Queue<Action> _undefined = new();
    private readonly LoopNode _anything;
    private readonly Expression _any;
    private readonly Expression _end;

    private RegexCompiler(ExpressionFactory factory, ICharacterEncoding encoding, string pattern, RuneSet alphabet, byte[] markers, bool isLookbehind = false)
    {
        _factory = factory;
        _encoding = encoding;
        _pattern = pattern;
        _alphabet = alphabet;
        _markers = markers;
        _isLookbehind = isLookbehind;
        _histories = new RegexHistories(alphabet, () => TooMany(0));
        _anything = new LoopNode(new SetNode(alphabet, 0), 0, null, IsLazy: false, 0);
        _any = factory.Star(Set(alphabet, 0));
        _end = Marks();
    }

    public static Expression Compile(ExpressionFactory factory, ICharacterEncoding encoding, string pattern, RegexNode node, RegexOptions options)
    {
        try
        {
            var whole = encoding.NeedsIntersection ? WholeCharacters.Rewrite(node) : null;
            node = whole ?? node;
            var alphabet = options.Dialect == RegexDialect.DotNet && whole is null ? RuneSet.Units : RuneSet.Scalars;
            var compiler = new RegexCompiler(factory, encoding, pattern, alphabet, []);
            var language = options.Match == RegexMatch.Full
                ? compiler.Compile(node, factory.Epsilon)
                : compiler.Search(node);
            return encoding.NeedsIntersection && whole is null ? factory.Intersect(language, encoding.AnyText(factory)) : language;
        }
        catch (InsufficientExecutionStackException)
        {
            throw new RegexException(pattern, 0, "the pattern is too deep or has too many assertions");
        }
    }

    private Expression Search(RegexNode node)
    {
        if (!node.HasAssertion)
        {
            // What may match nothing is found in every text.
            var plain = Plain(node);
            return plain.IsNullable ? _any : _factory.Concat(_any, plain, _any);
        }

        return Compile(new SequenceNode([_anything, node]), _any);
    }

    /// <summary>The texts that a node matches from the start on, followed by some rest.</summary>
    private Expression Compile(RegexNode node, Expression rest)
    {
        Prepare(node);
        var language = Prepend(node, new RegexRest(BigInteger.Zero, _ => rest)).At(_histories.Start);
        while (_undefined.TryDequeue(out var define))
        {
            define();
        }

        return language;
    }

    /// <summary>A node and then the rest.</summary>
    private RegexRest Prepend(RegexNode node, RegexRest rest) => rest.After(node, Make);

    private RegexRest Make(RegexNode node, RegexRest rest)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Exploration.ThrowIfCancelled();
        if (!node.HasAssertion && rest.Needs.IsZero)
        {
            return Rest(BigInteger.Zero, history => _factory.Concat(Plain(node), rest.At(history)));
        }

        switch (node)
        {
            case SetNode set:
                return Rest(_histories.LongMemory(rest.Needs), history => One(set, rest, history));
            case SequenceNode sequence:
                return Runs(sequence).Reverse().Aggregate(rest, (next, item) => Prepend(item, next));
            case AlternationNode alternation:
                var branches = alternation.Items.Select(i => Prepend(i, rest)).ToArray();
                return Rest(
                    branches.Aggregate(BigInteger.Zero, (all, b) => all | b.Needs),
                    history => _factory.Choice([.. branches.Select(b => b.At(history))]));
            case LoopNode { HasAssertion: false } loop:
                return Rest(loop.CanBeEmpty ? rest.Needs : _histories.LongMemory(rest.Needs), history => Many(loop, rest, history));
            case LoopNode loop:
                return Loop(loop, rest);
            case AnchorNode anchor:
                return Rest(rest.Needs | NeedsOf(anchor), history => Anchor(anchor, rest, history));
            case LookNode { Behind: true } look:
                return Rest(rest.Needs | NeedsOf(look), history => Restrict(rest, history, Behind(look, history), look.Negative));
            case LookNode look:
                var ahead = Prepend(look.Body, Rest(BigInteger.Zero, _ => _factory.Everything));
                return Rest(rest.Needs | ahead.Needs, history => Restrict(rest, history, ahead.At(history), look.Negative));
            case AtomicNode atomic:
                return Prefer(atomic.Body, Rest(BigInteger.Zero, _ => _factory.Everything), rest);
            default:
                throw new InvalidOperationException($"{node.GetType().Name} is not known.");
        }
    }

    private static RegexRest Rest(BigInteger needs, Func<string, Expression> make) => new(needs, make);

    /// <summary>A sequence with its runs of plain items put together, each but for the last item before an assertion.</summary>
    private static IEnumerable<RegexNode> Runs(SequenceNode sequence)
    {
        if (!sequence.HasAssertion)
        {
            return sequence.Items;
        }

        var items = new List<RegexNode>();
        var run = new List<RegexNode>();
        foreach (var item in sequence.Items)
        {
            if (!item.HasAssertion)
            {
                run.Add(item);
                continue;
            }

            if (run.Count > 1)
            {
                items.Add(new SequenceNode(run[..^1]));
            }

            if (run.Count > 0)
            {
                items.Add(run[^1]);
            }

            run.Clear();
            items.Add(item);
        }

        if (run.Count > 0)
        {
            items.Add(run.Count == 1 ? run[0] : new SequenceNode([.. run]));
        }

        return items;
    }

    /// <summary>One character and then the rest, which may depend on it.</summary>
    private Expression One(SetNode node, RegexRest rest, string history)
    {
        var options = NextCharacters(history, rest, node.Set).Select(next => _factory.Concat(Set(next.Set, node.Position), next.Follow));
        return _factory.Choice([.. options]);
    }

    /// <summary>The characters of a set, those put together after which the same rest follows.</summary>
    private List<(RuneSet Set, Expression Follow)> NextCharacters(string history, RegexRest rest, RuneSet among)
    {
        var groups = new Dictionary<Expression, RuneSet>(ReferenceEqualityComparer.Instance);
        foreach (var character in _histories.Classes(rest.Needs))
        {
            var set = character.Set.Intersect(among);
            if (!set.IsEmpty)
            {
                var next = rest.At(_histories.Step(history, character, rest.Needs));
                groups[next] = groups.GetValueOrDefault(next, RuneSet.None).Union(set);
            }
        }

        return [.. groups.Where(g => g.Key != _factory.Empty).Select(g => (g.Value, g.Key))];
    }

    private Expression Anchor(AnchorNode anchor, RegexRest rest, string history)
    {
        var before = anchor.Before is null ? LastCharacterTracker.None : history[_trackers[anchor]];
        switch (anchor.Kind)
        {
            case AnchorKind.Start:
                return before == LastCharacterTracker.None ? rest.At(history) : _factory.Empty;
            case AnchorKind.LineStart:
                return before == LastCharacterTracker.Outside ? _factory.Empty : rest.At(history);
            case AnchorKind.End:
                return Restrict(rest, history, _end);
            case AnchorKind.EndOrFinalNewline:
                return Restrict(rest, history, _factory.Concat(_factory.Optional(Set(RuneSet.Of('\n'), anchor.Position)), _end));
            case AnchorKind.LineEnd:
                return Restrict(rest, history, _factory.Choice(_end, BeginsWith(anchor.Set, anchor.Position)));
            default:
                var wantsWord = before == LastCharacterTracker.Inside != (anchor.Kind == AnchorKind.WordBoundary);
                return Restrict(
                    rest,
                    history,
                    wantsWord
                        ? BeginsWith(anchor.Set, anchor.Position)
                        : _factory.Choice(_end, BeginsWith(_alphabet.Except(anchor.Set), anchor.Position)));
        }
    }

    private Expression BeginsWith(RuneSet set, int position) => _factory.Concat(Set(set, position), _factory.Everything);

    private Expression Restrict(RegexRest rest, string history, Expression condition, bool negative = false)
    {
        condition = negative ? _factory.Complement(condition) : condition;
        return condition == _factory.Empty ? _factory.Empty : _factory.Intersect(rest.At(history), condition);
    }

    /// <summary>The expression of a node that has no assertions.</summary>
    private Expression Plain(RegexNode node) => node switch
    {
        SetNode set => Set(set.Set, set.Position),
        SequenceNode sequence => _factory.Concat([.. sequence.Items.Select(Plain)]),
        AlternationNode alternation => _factory.Choice([.. alternation.Items.Select(Plain)]),
        LoopNode loop => _factory.Repeat(Plain(loop.Body), loop.Min, loop.Max),
        _ => throw new InvalidOperationException($"{node.GetType().Name} is an assertion."),
    };

    private Expression Set(RuneSet set, int position)
    {
        if (_sets.TryGetValue(set, out var known))
        {
            return known;
        }

        try
        {
            return _sets[set] = _factory.Concat(Marks(), _encoding.Characters(_factory, set));
        }
        catch (NotSupportedException e)
        {
            throw new RegexException(_pattern, position, e.Message);
        }
    }

    /// <summary>Inside a lookbehind, what is looked at may go on behind the place, which a marker stands for.</summary>
    private Expression Marks() => _markers.Length == 0 ? _factory.Epsilon : _factory.Star(_factory.Bytes(ByteSet.Of(_markers)));

    private RegexException TooMany(int position) =>
        new(_pattern, position, "the lookbehinds need too many states; make them shorter or fewer");
}
