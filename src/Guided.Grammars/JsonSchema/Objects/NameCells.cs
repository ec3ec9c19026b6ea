using Guided.Expressions;
using Guided.Grammars.JsonSchema.Strings;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>Names that are not mentioned and meet the same conditions.</summary>
internal sealed class NameCell
{
    private const int MaxStates = 2000;

    /// <summary>The shortest name that differs from all that were written may be longer than the shortest by this.</summary>
    private const int Slack = 8;

    private readonly ExpressionFactory _factory;
    private readonly Lazy<Expression> _text;
    private readonly Lazy<bool> _isOpenEnded;
    private readonly Lazy<int> _length;

    /// <summary>Makes a cell.</summary>
    /// <param name="factory">Where expressions are made.</param>
    /// <param name="index">The place of the cell among those of its object.</param>
    /// <param name="met">The conditions that the names meet.</param>
    /// <param name="whole">The names, mentioned ones included.</param>
    /// <param name="mentioned">The names that are mentioned.</param>
    public NameCell(ExpressionFactory factory, int index, IReadOnlySet<NameCondition> met, Expression whole, string[] mentioned)
    {
        (_factory, Index, Met, Whole) = (factory, index, met, whole);
        var isPlain = whole == JsonCommon.Text;
        // A failure, such as a cancellation, is not kept.
        _text = new Lazy<Expression>(() => mentioned.Length == 0 ? whole : Minus(whole, mentioned), LazyThreadSafetyMode.PublicationOnly);
        _isOpenEnded = new Lazy<bool>(() => isPlain || RegularLanguages.IsOpenEnded(whole, MaxStates), LazyThreadSafetyMode.PublicationOnly);
        _length = new Lazy<int>(() => 2 + Slack + (isPlain ? LengthBeyond(mentioned.Length) : Probe.ShortestLength(factory, Text) ?? Lengths.None), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The place of the cell among those of its object.</summary>
    public int Index { get; }

    /// <summary>The conditions that the names meet.</summary>
    public IReadOnlySet<NameCondition> Met { get; }

    /// <summary>The names, without quotes.</summary>
    public Expression Text => _text.Value;

    /// <summary>The names and all mentioned names that meet the same conditions, without quotes.</summary>
    public Expression Whole { get; }

    /// <summary>Whether whatever begins one of the names can be completed in unboundedly many ways, so that no set of names is a dead end.</summary>
    public bool IsOpenEnded => _isOpenEnded.Value;

    /// <summary>The length in bytes of one of the names, with the quotes.</summary>
    public int Length => _length.Value;

    /// <summary>The names without some of them.</summary>
    public Expression Without(IEnumerable<string> names) => Minus(Text, names);

    private Expression Minus(Expression text, IEnumerable<string> names) =>
        _factory.Intersect(text, _factory.Complement(JsonTexts.Build(_factory, names, JsonTexts.All)));

    /// <summary>A length in characters of which there are more names than so many.</summary>
    private static int LengthBeyond(int count)
    {
        // Printable ASCII without the quote and the backslash.
        const int Characters = 93;
        var length = 1;
        for (long names = Characters; names <= count; names *= Characters)
        {
            length++;
        }

        return length;
    }
}

/// <summary>The names that the schemas of an object do not mention, split by the conditions that they meet.</summary>
internal sealed class NameCells
{
    /// <summary>One object may tell this many cells apart.</summary>
    private const int MaxCells = 256;

    public NameCells(ValueLanguage values, NameCondition[] conditions, string[] names)
    {
        var factory = values.Factory;
        List<Cell> cells = [new Cell([], JsonCommon.Text, factory.Empty)];
        foreach (var condition in conditions)
        {
            var meeting = values.Names.Of(condition);
            var split = new List<Cell>();
            foreach (var cell in cells)
            {
                values.Work.Spend();
                var inside = factory.Intersect(cell.Within, meeting);
                if (!RegularLanguages.HasMember(Text(inside, cell.Without)))
                {
                    split.Add(cell);
                    continue;
                }

                // Patterns that exclude each other leave each other's texts as they are.
                var apart = !RegularLanguages.HasMember(factory.Intersect(inside, cell.Without));
                split.Add(new Cell([.. cell.Met, condition], inside, apart ? factory.Empty : cell.Without));
                var rest = cell with { Without = factory.Choice(cell.Without, meeting) };
                if (RegularLanguages.HasMember(Text(rest.Within, rest.Without)))
                {
                    split.Add(rest);
                }
            }

            cells = split;
            if (cells.Count > MaxCells)
            {
                throw condition.Schema.Error("patternProperties", $"the patterns that bear on one object tell more than {MaxCells} kinds of names apart");
            }
        }

        All = [.. cells.Select((c, i) => new NameCell(factory, i, c.Met.ToHashSet(), Text(c.Within, c.Without), names))];

        Expression Text(Expression within, Expression without) => without == factory.Empty ? within : factory.Intersect(within, factory.Complement(without));
    }

    /// <summary>The names within one language and without another.</summary>
    private sealed record Cell(List<NameCondition> Met, Expression Within, Expression Without);

    public IReadOnlyList<NameCell> All { get; }
}
