using Guided.Expressions;

namespace Guided.Grammars.Gbnf;

/// <summary>The rules of a text by name, checked, and which of them are written in place of their calls.</summary>
internal sealed class GbnfRules
{
    /// <summary>A rule that is called from several places is written in place up to this size, so that texts do not blow up.</summary>
    private const int MaxInlineSize = 200;

    /// <summary>And up to this depth, since the engine's passes recurse over an expression.</summary>
    private const int MaxInlineDepth = 100;

    private readonly Dictionary<string, GbnfRule> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<GbnfCall>> _calls = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inlined = new(StringComparer.Ordinal);

    /// <summary>Checks the rules.</summary>
    /// <param name="text">The text, for the places of errors.</param>
    /// <param name="rules">Its rules.</param>
    /// <param name="root">The name of the rule that a whole text matches.</param>
    /// <param name="external">The names of rules that are defined elsewhere.</param>
    /// <exception cref="GbnfException">The root is missing, or a rule is defined twice or not at all.</exception>
    public GbnfRules(string text, List<GbnfRule> rules, string root, IEnumerable<string> external)
    {
        Text = text;
        External = new HashSet<string>(external, StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            Add(text, rule);
        }

        if (!_rules.ContainsKey(root))
        {
            var known = string.Join(", ", rules.Take(5).Select(r => $"'{r.Name}'"));
            throw new GbnfException($"The grammar has no rule '{root}' to begin with; define it, or name another ({(known.Length > 0 ? known : "there are no rules")}).");
        }

        foreach (var rule in rules)
        {
            Exploration.ThrowIfCancelled();
            _calls[rule.Name] = CallsIn(rule.Body);
            if (_calls[rule.Name].Find(c => !_rules.ContainsKey(c.Name) && !External.Contains(c.Name)) is { } unknown)
            {
                throw new GbnfException(
                    GbnfPosition.Of(text, unknown.Index),
                    $"rule '{unknown.Name}' is called but not defined; add {unknown.Name} ::= …, or a string in quotes if text is meant");
            }
        }

        Reachable = FindReachable(root);
        ChooseInlined();
    }

    /// <summary>The text that the rules were read from.</summary>
    public string Text { get; }

    /// <summary>The names of rules that are defined elsewhere.</summary>
    public IReadOnlySet<string> External { get; }

    /// <summary>The names of all rules that the root reaches, itself and external ones included, in the order in which they are met.</summary>
    public IReadOnlyCollection<string> Reachable { get; }

    /// <summary>A rule of the text.</summary>
    public GbnfRule this[string name] => _rules[name];

    /// <summary>Whether a rule's body takes the place of its calls.</summary>
    public bool IsInlined(string name) => _inlined.Contains(name);

    private void Add(string text, GbnfRule rule)
    {
        if (External.Contains(rule.Name))
        {
            throw new GbnfException(
                GbnfPosition.Of(text, rule.Index),
                $"rule '{rule.Name}' is given as an external rule too; take one of the two out");
        }

        if (!_rules.TryAdd(rule.Name, rule))
        {
            var first = GbnfPosition.Of(text, _rules[rule.Name].Index);
            throw new GbnfException(
                GbnfPosition.Of(text, rule.Index),
                $"rule '{rule.Name}' is defined a second time (first in line {first.Line}); join the two with | or rename one");
        }
    }

    private static List<GbnfCall> CallsIn(GbnfNode body)
    {
        var calls = new List<GbnfCall>();
        var pending = new Stack<GbnfNode>([body]);
        while (pending.TryPop(out var node))
        {
            switch (node)
            {
                case GbnfCall call:
                    calls.Add(call);
                    break;
                case GbnfRepetition repetition:
                    pending.Push(repetition.Item);
                    break;
                case GbnfSequence sequence:
                    Push(sequence.Items);
                    break;
                case GbnfAlternatives alternatives:
                    Push(alternatives.Items);
                    break;
            }
        }

        return calls;

        void Push(IReadOnlyList<GbnfNode> items)
        {
            for (var i = items.Count - 1; i >= 0; i--)
            {
                pending.Push(items[i]);
            }
        }
    }

    private List<string> FindReachable(string root)
    {
        var order = new List<string> { root };
        var seen = new HashSet<string>(StringComparer.Ordinal) { root };
        for (var i = 0; i < order.Count; i++)
        {
            foreach (var call in _calls.GetValueOrDefault(order[i], []))
            {
                if (seen.Add(call.Name))
                {
                    order.Add(call.Name);
                }
            }
        }

        return order;
    }

    /// <summary>Takes, from the leaves up, the rules that call nothing but what is written in place, as long as they stay small.</summary>
    private void ChooseInlined()
    {
        var callers = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var open = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in Reachable.Where(_rules.ContainsKey))
        {
            open[name] = _calls[name].Count;
            foreach (var call in _calls[name])
            {
                if (!callers.TryGetValue(call.Name, out var list))
                {
                    callers[call.Name] = list = [];
                }

                list.Add(name);
            }
        }

        var growth = new Dictionary<string, (long Size, int Depth)>(StringComparer.Ordinal);
        var ready = new Stack<string>(open.Where(o => o.Value == 0).Select(o => o.Key));
        while (ready.TryPop(out var name))
        {
            Exploration.ThrowIfCancelled();
            var size = (long)_rules[name].Body.Size;
            var depth = 0;
            foreach (var call in _calls[name])
            {
                size += growth[call.Name].Size;
                depth = Math.Max(depth, growth[call.Name].Depth);
            }

            growth[name] = (size, depth += _rules[name].Body.Depth);
            if (size > MaxInlineSize || depth > MaxInlineDepth)
            {
                continue;
            }

            _inlined.Add(name);
            foreach (var caller in callers.GetValueOrDefault(name, []))
            {
                if (--open[caller] == 0)
                {
                    ready.Push(caller);
                }
            }
        }
    }
}
