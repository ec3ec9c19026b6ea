using System.Text.Json;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Objects;
using Guided.Grammars.JsonSchema.Schemas;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>Reads schemas into formulas, one level deep: what is said of a value of one kind, over atoms in which the schemas of members and items are formulas.</summary>
/// <remarks>
/// Kinds have no value in common, so "and", "or" and "not" work kind by kind. For null, false and true nothing is left to say: their formulas
/// are constants.
/// </remarks>
internal sealed class SchemaReader
{
    private readonly Dictionary<(Formula, JsonKind), Formula> _known = [];
    private readonly Dictionary<(Schema, Scope, JsonKind), Formula?> _schemas = [];
    private readonly KindKeywords _kinds;
    private readonly Combinations _combinations;

    /// <param name="table">Where to make formulas.</param>
    /// <param name="options">How schemas are read.</param>
    /// <param name="meets">Whether a name meets a condition.</param>
    public SchemaReader(FormulaTable table, JsonSchemaOptions options, Func<NameCondition, string, bool> meets)
    {
        Meets = meets;
        Table = table;
        Options = options;
        Links = new SchemaLinks(table, options.PropertyOrder);
        _kinds = new KindKeywords(this);
        _combinations = new Combinations(this);
    }

    public FormulaTable Table { get; }

    public JsonSchemaOptions Options { get; }

    /// <summary>Whether a name meets a condition.</summary>
    public Func<NameCondition, string, bool> Meets { get; }

    /// <summary>From schemas to the schemas in them and behind references.</summary>
    public SchemaLinks Links { get; }

    /// <summary>What a formula over schemas says of values of one kind.</summary>
    /// <exception cref="JsonSchemaException">A keyword is not well-formed, or the schemas refer to themselves without end.</exception>
    public Formula Of(Formula value, JsonKind kind)
    {
        if (value.Kind is FormulaKind.True or FormulaKind.False)
        {
            return value;
        }

        if (_known.TryGetValue((value, kind), out var known))
        {
            return known;
        }

        var result = value.Kind switch
        {
            FormulaKind.And => Table.And(All(value, kind, stop: Table.False)),
            FormulaKind.Or => Table.Or(All(value, kind, stop: Table.True)),
            _ when value.Statement is SchemaAtom { Holds: true } atom => Of(atom.Schema, atom.Scope, kind),
            _ when value.Statement is SchemaAtom atom => Table.Not(Of(atom.Schema, atom.Scope, kind)),
            _ => throw new InvalidOperationException($"{value} does not speak of a whole value."),
        };
        _known[(value, kind)] = result;
        return result;
    }

    /// <summary>What a schema says of values of one kind.</summary>
    public Formula Of(Schema schema, Scope scope, JsonKind kind)
    {
        if (_schemas.TryGetValue((schema, scope, kind), out var known))
        {
            return known ?? throw new OpenSchemaException(schema);
        }

        RuntimeGuard.Check(schema.Path);
        _schemas[(schema, scope, kind)] = null;
        try
        {
            return (_schemas[(schema, scope, kind)] = Read(schema, scope, kind))!;
        }
        finally
        {
            if (_schemas[(schema, scope, kind)] is null)
            {
                _schemas.Remove((schema, scope, kind));
            }
        }
    }

    /// <summary>The same as <see cref="Of(Formula, JsonKind)"/>, of schemas under a condition: the names they declare come in no order.</summary>
    public Formula Undeclared(Formula value, JsonKind kind) => kind == JsonKind.Object
        ? Table.Map(Of(value, kind), atom => Table.Of(atom is MembersAtom { Rule.Declares: true } members ? members with { Rule = members.Rule.Undeclared } : atom))
        : Of(value, kind);

    /// <summary>What a formula over schemas says of values of one kind, or null where one of them is being read at this moment.</summary>
    public Formula? TryOf(Formula value, JsonKind kind)
    {
        try
        {
            return Of(value, kind);
        }
        catch (OpenSchemaException)
        {
            return null;
        }
    }

    private Formula[] All(Formula value, JsonKind kind, Formula stop)
    {
        var parts = new List<Formula>(value.Items.Length);
        foreach (var item in value.Items)
        {
            var part = Of(item, kind);
            if (part == stop)
            {
                return [stop];
            }

            parts.Add(part);
        }

        return [.. parts];
    }

    private Formula Read(Schema schema, Scope scope, JsonKind kind)
    {
        if (schema.IsValue)
        {
            return _kinds.Value(schema, kind);
        }

        if (schema.Element.ValueKind != JsonValueKind.Object)
        {
            return Table.Of(schema.Element.ValueKind == JsonValueKind.True);
        }

        // Up to draft 7 whatever stands beside $ref is ignored.
        if (schema.Draft <= SchemaDraft.Draft7 && schema.Keyword("$ref") is not null)
        {
            return Of(Links.Reference(schema, scope, "$ref"), kind);
        }

        if (!_kinds.Allows(schema, kind))
        {
            return Table.False;
        }

        // In the order of the text, which is the order of the members that the parts declare; what is said of objects stands where properties do.
        var declares = kind == JsonKind.Object && schema.Keyword("properties") is not null;
        var parts = new List<Formula>();
        var said = false;
        foreach (var (keyword, _) in schema.Keywords)
        {
            if (KindKeywords.Kind(keyword) is { } own)
            {
                if (own == kind && !said && (!declares || keyword == "properties"))
                {
                    parts.AddRange(_kinds.Read(schema, scope, kind));
                    said = true;
                }
            }
            else if (_combinations.Read(schema, scope, keyword, kind) is { } part)
            {
                parts.Add(part);
            }

            if (parts.Count > 0 && parts[^1].IsFalse)
            {
                return Table.False;
            }
        }

        if (!said)
        {
            parts.AddRange(_kinds.Read(schema, scope, kind));
        }

        return Table.And([.. parts]);
    }
}
