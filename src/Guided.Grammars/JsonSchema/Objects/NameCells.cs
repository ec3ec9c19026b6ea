using Guided.Expressions;
using Guided.Grammars.JsonSchema.Strings;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>Names that are not mentioned and meet the same conditions.</summary>
/// <param name="Met">The conditions they meet.</param>
/// <param name="Text">The names, between quotes.</param>
internal sealed record NameCell(IReadOnlySet<NameCondition> Met, Expression Text)
{
    private int? _length;

    /// <summary>The length in bytes of the shortest of the names, with the quotes.</summary>
    public int Length(ExpressionFactory factory) => _length ??= Probe.ShortestLength(factory, Text) ?? Lengths.None;
}

/// <summary>The names that the schemas of an object do not mention, split by the conditions that they meet.</summary>
internal sealed class NameCells
{
    /// <summary>One object may tell this many cells apart.</summary>
    private const int MaxCells = 256;

    private readonly List<NameCell> _cells = [];

    public NameCells(ValueLanguage values, NameCondition[] conditions, string[] names)
    {
        var factory = values.Factory;
        var rest = names.Length == 0
            ? JsonCommon.Text
            : factory.Intersect(JsonCommon.Text, factory.Complement(JsonTexts.Build(factory, names, JsonTexts.All)));
        List<(List<NameCondition> Met, Expression Text)> cells = [([], rest)];
        foreach (var condition in conditions)
        {
            var meeting = values.Names.Of(condition);
            var failing = factory.Complement(meeting);
            var split = new List<(List<NameCondition>, Expression)>();
            foreach (var (met, text) in cells)
            {
                var inside = factory.Intersect(text, meeting);
                var outside = factory.Intersect(text, failing);
                if (Probe.ShortestLength(factory, inside) is not null)
                {
                    split.Add(([.. met, condition], inside));
                }

                if (Probe.ShortestLength(factory, outside) is not null)
                {
                    split.Add((met, outside));
                }
            }

            cells = split;
            if (cells.Count > MaxCells)
            {
                throw condition.Schema.Error("patternProperties", $"the patterns that bear on one object tell more than {MaxCells} kinds of names apart");
            }
        }

        foreach (var (met, text) in cells)
        {
            _cells.Add(new NameCell(met.ToHashSet(), factory.Frame("name", JsonCommon.Quoted(factory, text))));
        }
    }

    public IReadOnlyList<NameCell> All => _cells;
}
