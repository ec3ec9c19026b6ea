using System.Text.Json;
using Guided.Grammars.JsonSchema.Arrays;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Keywords;
using Guided.Grammars.JsonSchema.Numbers;
using Guided.Grammars.JsonSchema.Objects;
using Guided.Grammars.JsonSchema.Remembered;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Strings;

namespace Guided.Grammars.JsonSchema.Checks;

/// <summary>Whether values satisfy formulas, and where they do not.</summary>
internal sealed class FormulaEvaluator
{
    private readonly SchemaReader _reader;
    private readonly StringMatcher _strings;

    public FormulaEvaluator(JsonSchemaOptions options)
    {
        _strings = new StringMatcher(options);
        _reader = new SchemaReader(new FormulaTable(Work = new SchemaWork(options.Limits)), options, Meets);
    }

    /// <summary>Counts what is done for one text.</summary>
    public SchemaWork Work { get; }

    /// <summary>The formula of a schema.</summary>
    public Formula Root(Schema schema) => _reader.Links.Root(schema);

    /// <summary>Where a value does not satisfy a formula over whole values; null where it does.</summary>
    /// <param name="value">The formula.</param>
    /// <param name="element">The value.</param>
    /// <param name="path">Its place.</param>
    public JsonSchemaFailure? Failure(Formula value, JsonElement element, string path)
    {
        RuntimeGuard.Check(path);
        Work.Spend();
        try
        {
            return Find(_reader.Of(value, JsonKindSets.Of(element)), element, path);
        }
        catch (OpenSchemaException e)
        {
            throw e.ToError();
        }
    }

    private bool Holds(Formula value, JsonElement element) => Failure(value, element, "") is null;

    private bool Meets(NameCondition condition, string name) => condition.Pattern is { } pattern
        ? _strings.Matches(new Shapes.StringCondition(condition.Schema, "patternProperties", pattern), name)
        : IsName(_reader.Of(condition.Names!, JsonKind.String), name);

    private bool IsName(Formula formula, string name) => formula.Kind switch
    {
        FormulaKind.True => true,
        FormulaKind.And => formula.Items.All(i => IsName(i, name)),
        FormulaKind.Or => formula.Items.Any(i => IsName(i, name)),
        FormulaKind.Atom => _strings.Holds(formula.Statement!, name),
        _ => false,
    };

    private JsonSchemaFailure? Find(Formula formula, JsonElement element, string path) => formula.Kind switch
    {
        FormulaKind.True => null,
        FormulaKind.And => formula.Items.Select(i => Find(i, element, path)).FirstOrDefault(f => f is not null),
        FormulaKind.Or => formula.Items.Any(i => Find(i, element, path) is null) ? null : new JsonSchemaFailure(path, "no branch of what the schema asks for holds"),
        FormulaKind.Atom => Find(formula.Statement!, element, path),
        _ => new JsonSchemaFailure(path, "the schema allows no such value here"),
    };

    private JsonSchemaFailure? Find(Atom atom, JsonElement element, string path)
    {
        switch (atom)
        {
            case CountAtom count:
                var size = element.ValueKind == JsonValueKind.Array ? element.GetArrayLength() : Members(element).Count();
                return If(count.IsLeast ? size >= count.Count : size <= count.Count, path, $"there are {size}, and {(count.IsLeast ? "at least" : "at most")} {count.Count} are asked for");
            case ItemsAtom items:
                var wrong = element.EnumerateArray().Select((item, i) => Failure(items.Rule.At(i), item, $"{path}/{i}")).FirstOrDefault(f => f is not null);
                return items.All ? wrong : If(wrong is not null, path, "no item differs from what all must not be");
            case ContainsAtom contains:
                var found = element.EnumerateArray().Count(item => Holds(contains.Item, item));
                return If(contains.IsLeast ? found >= contains.Count : found <= contains.Count, path, $"{found} items match, and {(contains.IsLeast ? "at least" : "at most")} {contains.Count} must");
            case UniqueAtom unique:
                var keys = new HashSet<string>(StringComparer.Ordinal);
                var repeat = element.EnumerateArray().Select((item, i) => (Key: JsonKey.Of(item), i)).FirstOrDefault(k => !keys.Add(k.Key), (Key: "", i: -1)).i;
                return If(
                    (repeat < 0) == unique.Holds,
                    unique.Holds ? $"{path}/{repeat}" : path,
                    $"{(unique.Holds ? "the item equals one before it" : "no two items are equal")} (schema at '#{unique.Path}', keyword 'uniqueItems')");
            case PresenceAtom presence:
                return If(element.TryGetProperty(presence.Name, out _) == presence.IsPresent, path, $"the member '{presence.Name}' {(presence.IsPresent ? "is missing" : "may not be there")}");
            case MembersAtom members:
                var bad = Members(element).Select(m => Failure(members.Rule.At(m.Name, Meets), m.Value, path + JsonPointer.Of(m.Name))).FirstOrDefault(f => f is not null);
                return members.All ? bad : If(bad is not null, path, "no member differs from what all must not be");
            case IntegerAtom or BoundAtom or DivisorAtom:
                return Number(atom, element, path);
            default:
                return If(_strings.Holds(atom, element.GetString()!), path, StringMatcher.Describe(atom));
        }
    }

    private static JsonSchemaFailure? Number(Atom atom, JsonElement element, string path)
    {
        JsonDecimal number;
        try
        {
            number = JsonDecimal.Of(element);
        }
        catch (FormatException e)
        {
            throw new JsonSchemaException($"The text cannot be checked at '{path}': {e.Message}.", e);
        }

        return atom switch
        {
            IntegerAtom integer => If(
                (integer.IsPlain ? !element.GetRawText().AsSpan().ContainsAny(".eE") : number.IsInteger) == integer.Holds,
                path,
                $"{element.GetRawText()} is {(integer.Holds ? "no" : "an")} integer"),
            BoundAtom bound => If(IsWithin(number, bound), path, $"{number} is beyond {bound.Bound.Value}"),
            DivisorAtom divisor => If(
                number.IsMultipleOf(divisor.Divisor) == divisor.Holds,
                path,
                $"{number} is {(divisor.Holds ? "no" : "a")} multiple of {divisor.Divisor} (schema at '#{divisor.Path}', keyword 'multipleOf')"),
            _ => throw new InvalidOperationException($"{atom} does not speak of numbers."),
        };
    }

    private static bool IsWithin(JsonDecimal number, BoundAtom bound)
    {
        var order = number.CompareTo(bound.Bound.Value) * (bound.IsLower ? 1 : -1);
        return order > 0 || (order == 0 && !bound.Bound.IsExclusive);
    }

    private static IEnumerable<JsonProperty> Members(JsonElement element) => element.EnumerateObject().GroupBy(m => m.Name).Select(g => g.Last());

    private static JsonSchemaFailure? If(bool holds, string path, string reason) => holds ? null : new JsonSchemaFailure(path, reason);
}
