using System.Collections.Immutable;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Objects;
using Guided.Grammars.JsonSchema.Strings;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>A member that tells many kinds of objects apart: every branch requires it, with constants of its own.</summary>
internal sealed class Discriminator(SchemaReader reader)
{
    /// <summary>Whether one such member keeps all branches apart. Looks at each branch once, where pairs would be looked at by their square.</summary>
    public bool Separates(Formula[] branches)
    {
        var first = Required(branches[0]);
        return first.Any(name => AllApart(branches, name));
    }

    private bool AllApart(Formula[] branches, string name)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var branch in branches)
        {
            if (!Required(branch).Contains(name) || Constants(branch, name) is not { } texts || !texts.All(seen.Add))
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<string> Required(Formula branch) =>
        branch.Conjuncts.Select(c => c.Statement).OfType<PresenceAtom>().Where(p => p.IsPresent).Select(p => p.Name);

    private ImmutableArray<string>? Constants(Formula branch, string name)
    {
        foreach (var rule in branch.Conjuncts.Select(c => c.Statement).OfType<MembersAtom>().Where(m => m.All).Select(m => m.Rule))
        {
            foreach (var (declared, value) in rule.Properties)
            {
                if (declared == name && Texts(value) is { } texts)
                {
                    return texts;
                }
            }
        }

        return null;
    }

    private ImmutableArray<string>? Texts(Formula value)
    {
        var others = JsonKindSets.Every.Where(k => k != JsonKind.String).All(k => reader.TryOf(value, k) is { IsFalse: true });
        return !others ? null
            : reader.TryOf(value, JsonKind.String)?.Conjuncts.Select(c => c.Statement).OfType<LiteralsAtom>().FirstOrDefault(l => l.Holds)?.Texts;
    }
}
