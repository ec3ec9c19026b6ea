using Guided.Expressions;
using Guided.Grammars.JsonSchema.Arrays;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Keywords;
using Guided.Grammars.JsonSchema.Numbers;
using Guided.Grammars.JsonSchema.Objects;
using Guided.Grammars.JsonSchema.Remembered;
using Guided.Grammars.JsonSchema.Shapes;
using Guided.Grammars.JsonSchema.Strings;

namespace Guided.Grammars.JsonSchema.Values;

/// <summary>The texts of the values that satisfy a formula over schemas. Nothing is made before generation reaches it.</summary>
internal sealed class ValueLanguage
{
    private readonly List<Dictionary<Formula, Expression>> _values = [];
    private readonly Lengths _lengths;
    private readonly Lengths _existence;
    private readonly StringTexts _strings;
    private readonly NumberTexts _numbers;
    private readonly ArrayLanguage _arrays;

    public ValueLanguage(ExpressionFactory factory, JsonSchemaOptions options, SchemaWork work)
    {
        Factory = factory;
        Options = options;
        (Work, Gate) = (work, new SchemaGate(work));
        Table = new FormulaTable(work);
        (_lengths, _existence) = (new Lengths(work), new Lengths(work));
        _strings = new StringTexts(factory, options);
        _numbers = new NumberTexts(factory, options.Reading);
        Names = new NameTexts(factory, _strings, (formula, kind) => Reader!.Of(formula, kind));
        Reader = new SchemaReader(Table, options, Names.Meets);
        Steps = new Steps(Table, new Contradictions(Reader).IsPlain);
        Layout = new JsonLayout(factory, options.Whitespace);
        Any = AnyOf(factory, options);
        Objects = new ObjectLanguage(this);
        _arrays = new ArrayLanguage(this);
        Remembered = new RememberedValues(this, _arrays, Objects);
    }

    /// <summary>Guards everything here: lazy expressions are unfolded by whoever needs them first.</summary>
    public SchemaGate Gate { get; }

    public ExpressionFactory Factory { get; }

    public JsonSchemaOptions Options { get; }

    public FormulaTable Table { get; }

    /// <summary>Counts what is done, while the grammar is made and then at each place.</summary>
    public SchemaWork Work { get; }

    public SchemaReader Reader { get; }

    public NameTexts Names { get; }

    public Steps Steps { get; }

    /// <summary>The lengths of texts; and, which is much less work, whether there is any: then all lengths count as 0.</summary>
    public Lengths LengthsOf(bool exact) => exact ? _lengths : _existence;

    /// <summary>Finds faulty patterns.</summary>
    public PatternCheck Patterns => new(_strings.Language, Options);

    /// <summary>What stands between tokens.</summary>
    public JsonLayout Layout { get; }

    /// <summary>Objects.</summary>
    public ObjectLanguage Objects { get; }

    /// <summary>Values that are known when they have been read.</summary>
    public RememberedValues Remembered { get; }

    /// <summary>Values without a schema, where the names in them need not be kept; else null.</summary>
    public AnyJson? Any { get; }

    /// <summary>The values that satisfy a formula; ∅ where there are none.</summary>
    /// <param name="value">The formula.</param>
    /// <param name="depth">How deep they stand, where that counts: see <see cref="JsonLayout"/>.</param>
    public Expression Of(Formula value, int depth)
    {
        if (value.IsTrue && Any is { } any)
        {
            return any.Value;
        }

        depth = depth > 0 && !HasContainers(value) ? 0 : depth;
        while (_values.Count <= depth)
        {
            _values.Add(new Dictionary<Formula, Expression>(ReferenceEqualityComparer.Instance));
        }

        if (!_values[depth].TryGetValue(value, out var expression))
        {
            _values[depth][value] = expression = !HasText(value) ? Factory.Empty : Plain(value) ?? Factory.Lazy(new LazyValue(this, value, depth));
        }

        return expression;
    }

    /// <summary>Whether some value satisfies a formula.</summary>
    public bool HasText(Formula value) => Length(value, exact: false).Bytes < Lengths.None;

    /// <summary>The length of the text of a value that satisfies a formula, or <see cref="TextLength.None"/>.</summary>
    /// <param name="value">The formula.</param>
    /// <param name="exact">Whether the length matters; else 0 stands for any.</param>
    public TextLength Length(Formula value, bool exact)
    {
        if (value.Kind is FormulaKind.True or FormulaKind.False)
        {
            return value.IsTrue ? 1 : TextLength.None;
        }

        return LengthsOf(exact).TryGet(value, out var known) ? known : FindLength(value, exact);
    }

    // Apart, since the closure would be made for known lengths too.
    private TextLength FindLength(Formula value, bool exact)
    {
        return LengthsOf(exact).Of(value, () =>
        {
            var least = TextLength.None;
            foreach (var kind in JsonKindSets.Every)
            {
                least = TextLength.Min(least, Length(value, kind, exact));
                if (!exact && least.Bytes < Lengths.None)
                {
                    break;
                }
            }

            return least;
        });
    }

    /// <summary>The values, taken apart by their kinds.</summary>
    public Expression Unfold(Formula value, int depth) => Factory.Choice([.. JsonKindSets.Every.Select(kind => Of(Reader.Of(value, kind), kind, depth))]);

    /// <summary>The strings of a formula as a regular expression, with their quotes.</summary>
    public Expression RegularString(Formula formula) => JsonCommon.Quoted(Factory, _strings.Of(formula));

    /// <summary>The texts between the quotes of the strings of a formula.</summary>
    public Expression StringText(Formula formula) => _strings.Of(formula);

    /// <summary>The numbers of a formula as a regular expression.</summary>
    public Expression RegularNumber(Formula formula) => _numbers.Regular(formula);

    /// <inheritdoc cref="NumberTexts.IsOpenEnded"/>
    public bool IsOpenEndedNumber(Formula formula, int maxStates) => _numbers.IsOpenEnded(formula, maxStates);

    private TextLength Length(Formula value, JsonKind kind, bool exact)
    {
        var formula = Reader.Of(value, kind);
        return formula.IsFalse ? TextLength.None : kind switch
        {
            JsonKind.Null or JsonKind.True => 4,
            JsonKind.False => 5,
            JsonKind.Number => _numbers.Length(formula, exact) ?? Lengths.None,
            JsonKind.String => _strings.Length(formula, exact) ?? Lengths.None,
            JsonKind.Array => _arrays.Length(formula, exact),
            _ => Objects.Length(formula, exact),
        };
    }

    private Expression Of(Formula formula, JsonKind kind, int depth) => formula.IsFalse ? Factory.Empty : kind switch
    {
        JsonKind.Null => Factory.Literal("null"),
        JsonKind.True => Factory.Literal("true"),
        JsonKind.False => Factory.Literal("false"),
        JsonKind.Number => _numbers.Of(formula),
        JsonKind.String => formula.IsTrue ? JsonCommon.String : JsonCommon.Quoted(Factory, _strings.Of(formula)),
        JsonKind.Array => _arrays.Of(formula, depth),
        _ => Objects.Of(formula, depth),
    };

    /// <summary>Texts of any JSON, where they are regular enough to be one rule: indented ones are not.</summary>
    private static AnyJson? AnyOf(ExpressionFactory factory, JsonSchemaOptions options) =>
        options.ExtraMembers is ExtraMembers.MayRepeat or ExtraMembers.Omit && options.Whitespace.LineEnd.Length == 0
            ? JsonCommon.Any(factory, options.Whitespace, withMembers: options.ExtraMembers == ExtraMembers.MayRepeat)
            : null;

    private bool HasContainers(Formula value) => !Reader.Of(value, JsonKind.Array).IsFalse || !Reader.Of(value, JsonKind.Object).IsFalse;

    /// <summary>The expression of a few short or common values, which need no lazy expression around them; else null.</summary>
    private Expression? Plain(Formula value)
    {
        foreach (var kind in JsonKindSets.Every)
        {
            var formula = Reader.Of(value, kind);
            var isPlain = formula.Kind is FormulaKind.False || kind switch
            {
                JsonKind.Array or JsonKind.Object => false,
                JsonKind.Number => formula.IsTrue || formula.Statement is IntegerAtom { Holds: true },
                JsonKind.String => formula.IsTrue || formula.Statement is LiteralsAtom { Holds: true, Texts.Length: <= 8 },
                _ => true,
            };
            if (!isPlain)
            {
                return null;
            }
        }

        return Unfold(value, 0);
    }
}
