using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Strings;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary><c>oneOf</c>: one of several formulas and none of the others.</summary>
/// <remarks>A branch is negated beside another only where the two may hold at once; most branches are plainly apart, by a constant or a kind.</remarks>
internal sealed class ExactlyOne(SchemaReader reader)
{
    private readonly FormulaTable _table = reader.Table;
    private readonly Contradictions _contradictions = new(reader);

    public Formula Of(Formula[] branches, JsonKind kind)
    {
        var live = Array.FindAll(branches, b => !b.IsFalse);
        if (live.Length < 2)
        {
            return live.Length == 0 ? _table.False : live[0];
        }

        if (live.Count(b => b.IsTrue) > 1)
        {
            return _table.False;
        }

        if (kind == JsonKind.String && Array.TrueForAll(live, b => b.Statement is LiteralsAtom { Holds: true }))
        {
            return OneOfLists(live);
        }

        var apart = _contradictions.AreApart(live, kind);
        var ways = new List<Formula>();
        for (var i = 0; i < live.Length; i++)
        {
            var others = new List<Formula> { live[i] };
            for (var j = 0; j < live.Length; j++)
            {
                if (j != i && !apart(i, j))
                {
                    others.Add(_table.Not(live[j]));
                }
            }

            ways.Add(_table.And([.. others]));
        }

        return _table.Or([.. ways]);
    }

    /// <summary>Lists of strings: those that are in one list only.</summary>
    private Formula OneOfLists(Formula[] lists)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var text in lists.SelectMany(l => ((LiteralsAtom)l.Statement!).Texts))
        {
            if (counts.TryAdd(text, 1))
            {
                order.Add(text);
            }
            else
            {
                counts[text]++;
            }
        }

        order.RemoveAll(t => counts[t] > 1);
        return order.Count == 0 ? _table.False : _table.Of(new LiteralsAtom([.. order], true));
    }
}
