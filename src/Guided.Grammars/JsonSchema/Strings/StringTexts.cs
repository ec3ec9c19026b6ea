using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Strings;

/// <summary>The texts between the quotes of the strings that satisfy a formula. All of them are regular.</summary>
internal sealed class StringTexts(ExpressionFactory factory, JsonSchemaOptions options)
{
    private readonly Dictionary<Formula, Expression> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>The texts of shapes and conditions.</summary>
    public StringLanguage Language { get; } = new(factory, options);

    /// <summary>The texts; an expression that may be empty without showing it.</summary>
    public Expression Of(Formula formula)
    {
        if (!_known.TryGetValue(formula, out var text))
        {
            _known[formula] = text = formula.Kind switch
            {
                FormulaKind.False => factory.Empty,
                FormulaKind.True => JsonCommon.Text,
                FormulaKind.Or => AnyOf(formula),
                _ => AllOf(formula),
            };
        }

        return text;
    }

    /// <summary>The length in bytes of a text that satisfies a formula, quotes included; null when there is none.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="exact">Whether the length matters; else any stands for it.</param>
    public int? Length(Formula formula, bool exact)
    {
        if (formula.IsTrue)
        {
            return 2;
        }

        if (formula.Kind != FormulaKind.Or && formula.Conjuncts.All(c => c.Statement is not null))
        {
            var all = StringConjunction.Of(formula.Conjuncts.Select(c => c.Statement!));
            if (all is null)
            {
                return null;
            }

            if (all is { Shape: { Conditions: [], Literals: null }, Without: [], Except.Count: 0 })
            {
                return exact ? Math.Min(2 + all.Shape.MinLength, Lengths.None - 1) : 2;
            }
        }

        // What one condition allows is known to all schemas that have it.
        if (formula.Kind != FormulaKind.And && formula.Disjuncts.All(d => d.Statement is not null))
        {
            return exact ? Probe.ShortestLength(factory, JsonCommon.Quoted(factory, Of(formula)))
                : RegularLanguages.HasMember(Of(formula)) ? 2
                : null;
        }

        // Of several conditions only: texts without escapes are shorter, and far fewer have to be looked at.
        var plain = factory.Intersect(Of(formula), factory.Star(factory.Bytes(~ByteSet.Of((byte)'\\'))));
        var hasPlain = RegularLanguages.HasMember(plain);
        return exact ? Probe.ShortestLength(factory, JsonCommon.Quoted(factory, hasPlain ? plain : Of(formula)))
            : hasPlain || RegularLanguages.HasMember(Of(formula)) ? 2
            : null;
    }

    private Expression AnyOf(Formula formula)
    {
        // Lists of literals are put together, so that they share their beginnings.
        var lists = formula.Items.Select(i => i.Statement).OfType<LiteralsAtom>().Where(l => l.Holds).ToArray();
        var others = formula.Items.Where(i => i.Statement is not LiteralsAtom { Holds: true }).Select(Of);
        return factory.Choice([JsonTexts.Build(factory, lists.SelectMany(l => l.Texts), JsonTexts.Encoding(options.Escapes)), .. others]);
    }

    private Expression AllOf(Formula formula)
    {
        var atoms = formula.Conjuncts.Where(c => c.Statement is not null).Select(c => c.Statement!);
        if (StringConjunction.Of(atoms) is not { } all)
        {
            return factory.Empty;
        }

        // A condition that the empty string does not meet says the same as a least length of 1, and is known better alone.
        var shape = all.Shape.MinLength == 1 && all.Shape.Conditions.Any(c => !Language.Condition(c).IsNullable)
            ? all.Shape with { MinLength = 0 }
            : all.Shape;
        var parts = new List<Expression> { Language.Build(shape) };
        parts.AddRange(all.Without.Select(c => factory.Complement(Language.Condition(c))));
        parts.AddRange(formula.Conjuncts.Where(c => c.Statement is null).Select(Of));
        if (all.Except.Count > 0)
        {
            parts.Add(factory.Complement(JsonTexts.Build(factory, all.Except, JsonTexts.All)));
        }

        return factory.Intersect([.. parts]);
    }
}
