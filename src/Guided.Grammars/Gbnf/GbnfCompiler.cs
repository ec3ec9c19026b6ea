using Guided.Expressions;
using Guided.Grammars.Characters;
using Guided.Steering;

namespace Guided.Grammars.Gbnf;

/// <summary>Turns the rules of a text into expressions.</summary>
/// <remarks>
/// <para>Small rules that call nothing are written in place of their calls, so that the engine reads long regular stretches (digits, space,
/// punctuation) as one automaton.</para>
/// <para>Loops over many characters, such as the inside of a string, are what costs: the engine walks much of the vocabulary for each
/// different expression that begins with one. So such a loop, with what ends it, becomes a rule of its own wherever it stands, and equal ones
/// become the same rule. See <c>docs/decisions/011-gbnf.md</c>.</para>
/// </remarks>
internal sealed class GbnfCompiler
{
    /// <summary>A class of at least this many characters is wide.</summary>
    private const int WideClass = 24;

    /// <summary>A repetition that may go beyond this is a loop.</summary>
    private const int LongLoop = 4;

    private readonly ExpressionFactory _factory;
    private readonly GbnfRules _rules;
    private readonly Dictionary<string, Rule> _called = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Expression> _inlined = new(StringComparer.Ordinal);
    private readonly Dictionary<GbnfNode, Expression> _embedded = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expression, Expression> _loops = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<GbnfNode, bool> _wide = new(ReferenceEqualityComparer.Instance);

    private GbnfCompiler(ExpressionFactory factory, GbnfRules rules) => (_factory, _rules) = (factory, rules);

    /// <summary>The expression of the texts that the root rule matches; those of one rule may be marked.</summary>
    public static Expression Compile(
        ExpressionFactory factory,
        GbnfRules rules,
        string root,
        IReadOnlyDictionary<string, Func<ExpressionFactory, Expression>> external,
        string? marked = null)
    {
        var compiler = new GbnfCompiler(factory, rules);
        foreach (var name in rules.Reachable)
        {
            if (!rules.IsInlined(name) || name == marked)
            {
                compiler._called.Add(name, ExpressionFactory.DeclareRule(name));
            }
        }

        foreach (var (name, rule) in compiler._called)
        {
            Exploration.ThrowIfCancelled();
            var body = rules.External.Contains(name) ? external[name](factory) : compiler.Compile(rules[name].Body);
            rule.Define(name == marked ? SteeringGate.Mark(factory, body) : body);
        }

        return compiler.OfRule(root);
    }

    private Expression OfRule(string name)
    {
        if (_called.TryGetValue(name, out var rule))
        {
            return _factory.Call(rule);
        }

        if (!_inlined.TryGetValue(name, out var body))
        {
            _inlined[name] = body = Compile(_rules[name].Body);
        }

        return body;
    }

    private Expression Compile(GbnfNode node) => node switch
    {
        GbnfText text => _factory.Literal(text.Text),
        GbnfClass set => _factory.Runes(set.Set.Ranges),
        GbnfCall call => OfRule(call.Name),
        GbnfEmbedded embedded => OfEmbedded(embedded),
        GbnfAlternatives alternatives => _factory.Choice([.. alternatives.Items.Select(Compile)]),
        GbnfRepetition repetition => _factory.Repeat(Compile(repetition.Item), repetition.Min, repetition.Max),
        GbnfSequence sequence => CompileSequence(sequence),
        _ => throw new InvalidOperationException($"Unexpected node {node.GetType().Name}."),
    };

    private Expression OfEmbedded(GbnfEmbedded node)
    {
        if (!_embedded.TryGetValue(node, out var made))
        {
            _embedded[node] = made = node.Make(_factory, _rules.Text);
        }

        return made;
    }

    private Expression CompileSequence(GbnfSequence sequence)
    {
        var items = new List<GbnfNode>();
        Flatten(sequence, items);
        var parts = items.ConvertAll(Compile);
        var result = new List<Expression>();
        for (var i = 0; i < parts.Count; i++)
        {
            var end = parts[i].IsRegular && IsWideLoop(items[i]) ? EndOfLoop(parts, i) : -1;
            if (end < 0)
            {
                result.Add(parts[i]);
                continue;
            }

            result.Add(LoopRule(_factory.Concat([.. parts.GetRange(i, end - i)])));
            i = end - 1;
        }

        return _factory.Concat([.. result]);
    }

    /// <summary>Behind the first regular part after a loop that cannot be empty, or −1 when something else comes first.</summary>
    private static int EndOfLoop(List<Expression> parts, int loop)
    {
        var end = loop + 1;
        while (end < parts.Count && parts[end].IsRegular && parts[end].IsNullable)
        {
            end++;
        }

        return end < parts.Count && parts[end].IsRegular ? end + 1 : -1;
    }

    private Expression LoopRule(Expression body)
    {
        if (!_loops.TryGetValue(body, out var call))
        {
            _loops[body] = call = _factory.Frame("loop", body);
        }

        return call;
    }

    private void Flatten(GbnfNode node, List<GbnfNode> items)
    {
        switch (node)
        {
            case GbnfSequence sequence:
                foreach (var item in sequence.Items)
                {
                    Flatten(item, items);
                }

                break;
            case GbnfCall call when IsInlined(call.Name) && _rules[call.Name].Body is GbnfSequence or GbnfCall or GbnfRepetition:
                Flatten(_rules[call.Name].Body, items);
                break;
            default:
                items.Add(node);
                break;
        }
    }

    // A marked rule is called even where its texts could stand in its place.
    private bool IsInlined(string name) => _rules.IsInlined(name) && !_called.ContainsKey(name);

    private bool IsWideLoop(GbnfNode node) =>
        node is GbnfRepetition repetition && repetition.Max is null or > LongLoop && IsWide(repetition.Item);

    /// <summary>Whether what a node begins with is one of many characters.</summary>
    private bool IsWide(GbnfNode node)
    {
        if (!_wide.TryGetValue(node, out var wide))
        {
            _wide[node] = wide = node switch
            {
                GbnfClass set => CountOf(set.Set) >= WideClass,
                GbnfCall call => IsInlined(call.Name) && IsWide(_rules[call.Name].Body),
                GbnfAlternatives alternatives => alternatives.Items.Any(IsWide),
                GbnfRepetition repetition => IsWide(repetition.Item),
                GbnfSequence { Items.Count: > 0 } sequence => IsWide(sequence.Items[0]),
                _ => false,
            };
        }

        return wide;
    }

    private static int CountOf(RuneSet set) => set.Ranges.Sum(r => r.Last - r.First + 1);
}
