using Guided.Grammars.JsonSchema.Arrays;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Schemas;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary><c>unevaluatedItems</c>: a schema for the items that no schema beside it that holds has spoken of.</summary>
/// <remarks>
/// As for members, by ranges of places with the same speakers. From 2020-12 on <c>contains</c> speaks of the items that match it; where it
/// stands in a branch, the branch may hold, and then its items are free, or be left aside.
/// </remarks>
internal sealed class UnevaluatedItems(SchemaReader reader)
{
    private const int MaxContains = 6;

    private readonly FormulaTable _table = reader.Table;
    private readonly Evaluation _evaluation = new(reader);

    /// <summary>The items that one applied schema speaks of.</summary>
    /// <param name="Condition">When it does.</param>
    /// <param name="Count">How many first items; <see cref="int.MaxValue"/> for all.</param>
    /// <param name="Matching">Of which others: those that satisfy this.</param>
    private sealed record Speaker(Formula Condition, int Count, Formula Matching);

    public Formula Of(Schema schema, Scope scope)
    {
        var value = reader.Links.Child(schema, scope, "unevaluatedItems")!;
        if (value.IsTrue)
        {
            return value;
        }

        var speakers = _evaluation.Applied(schema, scope, JsonKind.Array).ConvertAll(a => Speak(a, isOwn: a.Schema == schema));
        value = _table.Or([value, .. speakers.Where(s => s.Condition.IsTrue).Select(s => s.Matching)]);
        var matching = speakers.Where(s => !s.Condition.IsTrue && !s.Matching.IsFalse).ToArray();
        if (matching.Length > MaxContains)
        {
            throw schema.Error("unevaluatedItems", $"more than {MaxContains} branches with contains bear on one array");
        }

        var ways = new List<Formula>();
        for (var bits = 0; bits < 1 << matching.Length; bits++)
        {
            var holding = matching.Where((_, i) => (bits >> i & 1) != 0).ToArray();
            ways.Add(_table.And([
                .. holding.Select(h => h.Condition),
                .. Ranges(speakers, _table.Or([value, .. holding.Select(h => h.Matching)])),
            ]));
        }

        return _table.Or([.. ways]);
    }

    private IEnumerable<Formula> Ranges(List<Speaker> speakers, Formula value)
    {
        int[] starts = [.. speakers.Select(s => s.Count).Where(c => c < int.MaxValue).Append(0).Distinct().Order()];
        for (var i = 0; i < starts.Length; i++)
        {
            var condition = _table.Or([.. speakers.Where(s => s.Count > starts[i]).Select(s => s.Condition)]);
            var free = Enumerable.Repeat(_table.True, starts[i]);
            var rule = i == starts.Length - 1
                ? new ItemRule([.. free], value)
                : new ItemRule([.. free, .. Enumerable.Repeat(value, starts[i + 1] - starts[i])], _table.True);
            yield return condition.IsTrue ? condition : _table.Or(condition, _table.Of(new ItemsAtom(rule, true)));
        }
    }

    private Speaker Speak(AppliedSchema applied, bool isOwn)
    {
        var schema = applied.Schema;
        var all = ArrayKeywords.Rest(schema) is not null || (!isOwn && schema.Keyword("unevaluatedItems") is not null);
        var contains = schema.Draft >= SchemaDraft.Draft202012 ? reader.Links.Child(schema, applied.Scope, "contains") : null;
        return new Speaker(applied.Condition, all ? int.MaxValue : ArrayKeywords.Prefix(schema).Count, contains ?? _table.False);
    }
}
