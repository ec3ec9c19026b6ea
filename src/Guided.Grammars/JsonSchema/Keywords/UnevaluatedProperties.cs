using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Objects;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Shapes;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary><c>unevaluatedProperties</c>: a schema for the members that no schema beside it that holds has spoken of.</summary>
/// <remarks>
/// Whether a branch holds is a formula over the object. So for each set of branches that speak of the same names: one of these branches holds,
/// or all members of these names satisfy the schema.
/// </remarks>
internal sealed class UnevaluatedProperties(SchemaReader reader)
{
    /// <summary>Names are told apart by which patterns they match, so this many patterns make 2^n cases.</summary>
    private const int MaxPatterns = 8;

    private readonly FormulaTable _table = reader.Table;
    private readonly Evaluation _evaluation = new(reader);

    /// <summary>The members that one applied schema speaks of.</summary>
    private sealed record Speaker(Formula Condition, HashSet<string> Names, NameCondition[] Patterns, bool All)
    {
        public bool SpeaksOf(string? name, IReadOnlySet<NameCondition> met) =>
            All || (name is not null && Names.Contains(name)) || Array.Exists(Patterns, met.Contains);
    }

    public Formula Of(Schema schema, Scope scope)
    {
        var value = reader.Links.Child(schema, scope, "unevaluatedProperties")!;
        if (value.IsTrue)
        {
            return value;
        }

        var speakers = _evaluation.Applied(schema, scope, JsonKind.Object).ConvertAll(a => Speak(a, isOwn: a.Schema == schema));
        var names = speakers.SelectMany(s => s.Names).Distinct(StringComparer.Ordinal).ToArray();
        var patterns = speakers.SelectMany(s => s.Patterns).Distinct().ToArray();
        if (patterns.Length > MaxPatterns)
        {
            throw schema.Error("unevaluatedProperties", $"more than {MaxPatterns} patterns bear on one object");
        }

        var listed = names.ToHashSet(StringComparer.Ordinal);
        var groups = new Dictionary<string, (Formula Condition, List<string> Names, List<MemberCase> Cases)>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            Group(name, patterns.Where(p => reader.Meets(p, name)).ToHashSet())?.Names.Add(name);
        }

        for (var bits = 0; bits < 1 << patterns.Length; bits++)
        {
            var met = patterns.Where((_, i) => (bits >> i & 1) != 0).ToHashSet();
            Group(null, met)?.Cases.Add(new MemberCase([.. met], [.. patterns.Where(p => !met.Contains(p))], listed, value));
        }

        return _table.And([.. groups.Values.Select(g => _table.Or(
            g.Condition,
            _table.Of(new MembersAtom(new MemberRule(_table, g.Names.Select(n => (n, value)), [.. g.Cases], declares: false), true))))]);

        (Formula Condition, List<string> Names, List<MemberCase> Cases)? Group(string? name, HashSet<NameCondition> met)
        {
            var speaking = speakers.Where(s => s.SpeaksOf(name, met)).ToArray();
            var condition = _table.Or([.. speaking.Select(s => s.Condition)]);
            if (condition.IsTrue)
            {
                return null;
            }

            var key = $"{condition.Id}";
            return groups.TryGetValue(key, out var group) ? group : groups[key] = (condition, [], []);
        }
    }

    private static Speaker Speak(AppliedSchema applied, bool isOwn)
    {
        var schema = applied.Schema;
        return new Speaker(
            applied.Condition,
            KeywordValues.Members(schema, "properties").Select(m => m.Name).ToHashSet(StringComparer.Ordinal),
            [.. ObjectKeywords.Patterns(schema)],
            schema.Keyword("additionalProperties") is not null || (!isOwn && schema.Keyword("unevaluatedProperties") is not null));
    }
}
