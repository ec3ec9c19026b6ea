using Guided.Grammars.JsonSchema.Arrays;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Numbers;
using Guided.Grammars.JsonSchema.Objects;
using Guided.Grammars.JsonSchema.Shapes;
using Guided.Grammars.JsonSchema.Strings;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>Whether it is plain that nothing satisfies a formula. May answer no where the truth is yes.</summary>
internal sealed class Contradictions(SchemaReader reader)
{
    private const int MaxDepth = 3;
    private const int MaxWays = 64;

    private readonly Dictionary<Formula, bool> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>A function that says whether two of several formulas are plainly apart.</summary>
    public Func<int, int, bool> AreApart(Formula[] formulas, JsonKind kind)
    {
        if (kind == JsonKind.Object && new Discriminator(reader).Separates(formulas))
        {
            return (_, _) => true;
        }

        var known = new Dictionary<(int, int), bool>();
        return (i, j) =>
        {
            (i, j) = (Math.Min(i, j), Math.Max(i, j));
            if (!known.TryGetValue((i, j), out var apart))
            {
                known[(i, j)] = apart = IsPlain(reader.Table.And(formulas[i], formulas[j]), kind, 0);
            }

            return apart;
        };
    }

    /// <summary>Whether it is plain that no value satisfies a formula over schemas.</summary>
    public bool IsPlain(Formula value)
    {
        if (!_known.TryGetValue(value, out var plain))
        {
            _known[value] = plain = IsPlainValue(value, 0);
        }

        return plain;
    }

    private bool IsPlainValue(Formula value, int depth)
    {
        if (value.IsTrue || depth > MaxDepth)
        {
            return false;
        }

        return value.IsFalse || Array.TrueForAll(JsonKindSets.Every, kind => reader.TryOf(value, kind) is { } formula && IsPlain(formula, kind, depth));
    }

    private bool IsPlain(Formula formula, JsonKind kind, int depth)
    {
        if (formula.Kind is FormulaKind.True or FormulaKind.False)
        {
            return formula.IsFalse;
        }

        return Ways.Of(formula, MaxWays) is { } ways && ways.TrueForAll(way => IsPlain(way, kind, depth));
    }

    private bool IsPlain(List<Atom> way, JsonKind kind, int depth) => kind switch
    {
        JsonKind.Number => NumberShape.Of(way) is { IsEmpty: true },
        JsonKind.String => StringConjunction.Of(way) is null,
        JsonKind.Array => IsPlainArray(way, depth),
        _ => IsPlainObject(way, depth),
    };

    private bool IsPlainArray(List<Atom> way, int depth)
    {
        var (least, most) = Counts(way);
        least = Math.Max(least, way.OfType<ContainsAtom>().Where(c => c.IsLeast).Select(c => c.Count).DefaultIfEmpty(0).Max());
        if (least > most)
        {
            return true;
        }

        var rules = way.OfType<ItemsAtom>().Where(a => a.All).Select(a => a.Rule).ToArray();
        var places = rules.Length == 0 ? 0 : Math.Min(least, rules.Max(r => r.PrefixLength) + 1);
        return Enumerable.Range(0, places).Any(i => IsPlainValue(reader.Table.And([.. rules.Select(r => r.At(i))]), depth + 1));
    }

    private bool IsPlainObject(List<Atom> way, int depth)
    {
        var required = way.OfType<PresenceAtom>().Where(p => p.IsPresent).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var (least, most) = Counts(way);
        if (Math.Max(least, required.Count) > most || way.OfType<PresenceAtom>().Any(p => !p.IsPresent && required.Contains(p.Name)))
        {
            return true;
        }

        // Whether a pattern matches the name is not looked into here: what patterns say only adds to what the rest says.
        var rules = way.OfType<MembersAtom>().Where(a => a.All).Select(a => a.Rule).ToArray();
        return required.Any(name => IsPlainValue(reader.Table.And([.. rules.SelectMany(r => Sure(r, name))]), depth + 1));
    }

    private static IEnumerable<Formula> Sure(MemberRule rule, string name)
    {
        foreach (var (declared, value) in rule.Properties)
        {
            if (declared == name)
            {
                yield return value;
            }
        }

        foreach (var item in rule.Cases)
        {
            if (item.Matched.IsEmpty && item.Unmatched.IsEmpty && !item.Except.Contains(name))
            {
                yield return item.Value;
            }
        }
    }

    private static (int Least, int Most) Counts(List<Atom> way)
    {
        var counts = way.OfType<CountAtom>().ToArray();
        return (
            counts.Where(c => c.IsLeast).Select(c => c.Count).DefaultIfEmpty(0).Max(),
            counts.Where(c => !c.IsLeast).Select(c => c.Count).DefaultIfEmpty(int.MaxValue).Min());
    }
}
