using System.Text.Json;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Shapes;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>From a schema to the schemas in it and behind its references, as formulas over whole values.</summary>
internal sealed class SchemaLinks(FormulaTable table, PropertyOrder order)
{
    private const int MaxHops = 100;

    // Every schema is read once a kind of value: what stands behind its keywords is found once.
    private readonly Dictionary<(Schema, Scope, string), Formula?> _single = [];
    private readonly Dictionary<(Schema, Scope, string), Formula[]> _lists = [];
    private readonly Dictionary<(Schema, Scope), Formula> _formulas = [];

    /// <summary>The scope of what a keyword of a schema leads to: beside properties of its own a reference declares no order.</summary>
    public Scope Inside(Schema schema, Scope scope, string keyword) => keyword is "$ref" or "$dynamicRef" or "$recursiveRef"
        ? order == PropertyOrder.AsDeclared && schema.Draft >= SchemaDraft.Draft201909 && schema.Keyword("properties") is not null ? scope.Free : scope
        : Inside(scope, keyword);

    /// <summary>The scope of the schemas behind a keyword. Only where objects are described without choices and conditions is an order declared.</summary>
    public Scope Inside(Scope scope, string keyword) => order == PropertyOrder.AsDeclared && keyword is ("allOf" or "anyOf" or "oneOf" or "not" or "if" or "then" or "else"
        or "dependencies" or "dependentSchemas" or "patternProperties" or "contains")
        ? scope.Free
        : scope;

    /// <summary>The schema of a whole text.</summary>
    public Formula Root(Schema schema) => Of(schema, Scope.Empty.Enter(schema));

    /// <summary>The schema in an element of a keyword's value.</summary>
    public Formula Child(Schema schema, Scope scope, JsonElement element, params ReadOnlySpan<string> steps)
    {
        // Plain true and false are the commonest schemas there are, and need no place of their own.
        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return table.Of(element.ValueKind == JsonValueKind.True);
        }

        var child = schema.Child(element, steps);
        return Of(child, Inside(scope, steps[0]).Enter(child));
    }

    /// <summary>The schema that is the value of a keyword, or null where there is no such keyword.</summary>
    public Formula? Child(Schema schema, Scope scope, string keyword)
    {
        if (schema.Keyword(keyword) is not { } value)
        {
            return null;
        }

        if (!_single.TryGetValue((schema, scope, keyword), out var child))
        {
            _single[(schema, scope, keyword)] = child = Child(schema, scope, value, keyword);
        }

        return child;
    }

    /// <summary>The schemas in the list of a keyword.</summary>
    public Formula[] List(Schema schema, Scope scope, string keyword)
    {
        if (!_lists.TryGetValue((schema, scope, keyword), out var list))
        {
            _lists[(schema, scope, keyword)] = list = [.. Branches(schema, keyword).Select(b => Of(b, Inside(scope, keyword).Enter(b)))];
        }

        return list;
    }

    /// <summary>The schemas in the list of a keyword, with their places.</summary>
    public static IEnumerable<Schema> Branches(Schema schema, string keyword)
    {
        var list = schema.Keyword(keyword)!.Value;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            throw schema.Error(keyword, "the value is a list of one or more schemas");
        }

        return list.EnumerateArray().Select((item, i) => schema.Child(item, keyword, $"{i}"));
    }

    /// <summary>The formula of one value.</summary>
    public Formula Value(Schema schema, JsonElement element, params ReadOnlySpan<string> steps) =>
        table.Of(new SchemaAtom(schema.Value(element, steps), Scope.Empty, true));

    /// <summary>What a reference leads to.</summary>
    public Formula Reference(Schema schema, Scope scope, string keyword)
    {
        if (!_single.TryGetValue((schema, scope, keyword), out var formula))
        {
            var target = Target(schema, scope, keyword);
            _single[(schema, scope, keyword)] = formula = Of(target, Inside(schema, scope, keyword).Enter(target));
        }

        return formula!;
    }

    /// <summary>What a reference leads to.</summary>
    public static Schema Target(Schema schema, Scope scope, string keyword)
    {
        var reference = KeywordValues.Text(schema, keyword)!;
        var target = schema.Resolve(keyword, reference);
        return keyword switch
        {
            "$dynamicRef" when target.Keyword("$dynamicAnchor") is { ValueKind: JsonValueKind.String } anchor && reference.EndsWith("#" + anchor.GetString(), StringComparison.Ordinal)
                => scope.Find(anchor.GetString()!) ?? target,
            "$recursiveRef" when target.Keyword("$recursiveAnchor") is { ValueKind: JsonValueKind.True } => scope.Find(SchemaIndex.Recursive) ?? target,
            _ => target,
        };
    }

    /// <summary>The formula of a schema: the schema itself, or what stands behind it where it only refers on or says nothing.</summary>
    private Formula Of(Schema schema, Scope scope)
    {
        if (_formulas.TryGetValue((schema, scope), out var formula))
        {
            return formula;
        }

        var way = new List<(Schema, Scope)>();
        formula = Follow(schema, scope, way);
        way.ForEach(step => _formulas[step] = formula);
        return formula;
    }

    private Formula Follow(Schema schema, Scope scope, List<(Schema, Scope)> way)
    {
        for (var hops = 0; hops < MaxHops; hops++)
        {
            way.Add((schema, scope));
            if (schema.Element.ValueKind != JsonValueKind.Object || schema.IsValue)
            {
                break;
            }

            var asserting = schema.Keywords.Where(k => !Annotations.Contains(k.Name)).Take(2).ToArray();
            if (asserting.Length == 0)
            {
                return table.True;
            }

            var refers = asserting is [{ Name: "$ref" }] || (schema.Draft <= SchemaDraft.Draft7 && schema.Keyword("$ref") is not null);
            if (!refers)
            {
                break;
            }

            schema = Target(schema, scope, "$ref");
            scope = scope.Enter(schema);
            table.Work.Spend();
            if (_formulas.TryGetValue((schema, scope), out var known))
            {
                return known;
            }
        }

        return schema.Element.ValueKind switch
        {
            JsonValueKind.True when !schema.IsValue => table.True,
            JsonValueKind.False when !schema.IsValue => table.False,
            _ => table.Of(new SchemaAtom(schema, scope, true)),
        };
    }
}
