using System.Collections.Frozen;
using System.Collections.Immutable;
using Guided.Grammars.JsonSchema.Formulas;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>What members must satisfy whose names meet some conditions and fail others.</summary>
/// <param name="Matched">Conditions that the name meets.</param>
/// <param name="Unmatched">Conditions that it does not meet.</param>
/// <param name="Except">Names that the case does not speak of.</param>
/// <param name="Value">What the member's value must satisfy.</param>
internal sealed record MemberCase(
    ImmutableArray<NameCondition> Matched, ImmutableArray<NameCondition> Unmatched, IReadOnlySet<string> Except, Formula Value);

/// <summary>What one schema says about the members of an object, by their names.</summary>
internal sealed class MemberRule
{
    private readonly Dictionary<string, Formula> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Formula> _known = new(StringComparer.Ordinal);
    private readonly FormulaTable _table;
    private MemberRule? _undeclared;

    /// <param name="table">The table of the formulas.</param>
    /// <param name="properties">What members of given names must satisfy, whatever the cases say besides.</param>
    /// <param name="cases">What other members must satisfy, and those of given names too unless they are excepted.</param>
    /// <param name="declares">Whether the names count as declared.</param>
    /// <param name="isOrdered">Whether they come in their order, if order counts.</param>
    public MemberRule(FormulaTable table, IEnumerable<(string Name, Formula Value)> properties, ImmutableArray<MemberCase> cases, bool declares, bool isOrdered = false)
    {
        (_table, Cases, Declares, IsOrdered) = (table, cases, declares, isOrdered);
        Properties = [.. properties];
        foreach (var (name, value) in Properties)
        {
            _byName.Add(name, value);
        }
    }

    /// <summary>No names.</summary>
    public static IReadOnlySet<string> NoNames { get; } = FrozenSet<string>.Empty;

    /// <summary>The members of given names, in order.</summary>
    public ImmutableArray<(string Name, Formula Value)> Properties { get; }

    public ImmutableArray<MemberCase> Cases { get; }

    public bool Declares { get; }

    public bool IsOrdered { get; }

    /// <summary>The same rule, with names that come in no order.</summary>
    public MemberRule Undeclared => Declares ? _undeclared ??= new MemberRule(_table, Properties, Cases, declares: false) : this;

    /// <summary>Every name that the rule mentions.</summary>
    public IEnumerable<string> Names => Properties.Select(p => p.Name).Concat(Cases.SelectMany(c => c.Except));

    /// <summary>Every condition on names.</summary>
    public IEnumerable<NameCondition> Conditions => Cases.SelectMany(c => c.Matched.Concat(c.Unmatched));

    /// <summary>What the member of a name must satisfy.</summary>
    /// <param name="name">The name.</param>
    /// <param name="meets">Whether the name meets a condition.</param>
    public Formula At(string name, Func<NameCondition, string, bool> meets)
    {
        if (!_known.TryGetValue(name, out var value))
        {
            value = _byName.GetValueOrDefault(name, _table.True);
            foreach (var item in Cases)
            {
                if (!item.Except.Contains(name) && item.Matched.All(c => meets(c, name)) && !item.Unmatched.Any(c => meets(c, name)))
                {
                    value = _table.And(value, item.Value);
                }
            }

            _known[name] = value;
        }

        return value;
    }

    /// <summary>What members must satisfy whose names are not mentioned and meet exactly some of the conditions.</summary>
    public Formula At(IReadOnlySet<NameCondition> met)
    {
        var value = _table.True;
        foreach (var item in Cases)
        {
            if (item.Matched.All(met.Contains) && !item.Unmatched.Any(met.Contains))
            {
                value = _table.And(value, item.Value);
            }
        }

        return value;
    }
}
