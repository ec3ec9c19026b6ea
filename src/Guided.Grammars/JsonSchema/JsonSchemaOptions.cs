using System.Collections.Frozen;

namespace Guided.Grammars.JsonSchema;

/// <summary>Whose reading of a value decides what a schema admits.</summary>
public enum JsonReading
{
    /// <summary>JSON Schema: lengths in code points, ECMA-262 patterns, <c>1.0</c> and <c>1e2</c> are integers, RFC 3339 dates.</summary>
    JsonSchema,

    /// <summary>
    /// .NET: lengths in UTF-16 units, .NET patterns, integers in plain digits, dates and times that System.Text.Json reads (no year 0, no
    /// leap second, at most seven decimals). A subset of what the schema admits wherever lengths and patterns agree.
    /// </summary>
    DotNet,
}

/// <summary>Members of an object that its schema allows without naming them.</summary>
public enum ExtraMembers
{
    /// <summary>Admit them, anywhere among the declared members, each name once.</summary>
    Distinct,

    /// <summary>
    /// Admit them, and let a name that the schema does not mention be repeated; readers such as System.Text.Json then take the last (RFC 8259
    /// §4 leaves it open). A mentioned name is never repeated.
    /// </summary>
    MayRepeat,

    /// <summary>Never write them, as if every object said <c>"additionalProperties": false</c>: a subset of what the schema admits.</summary>
    Omit,

    /// <summary>
    /// Where a schema names members, only those and what it describes beside them (<c>additionalProperties</c> or <c>patternProperties</c>
    /// with a schema); where it names none, as <see cref="Distinct"/>. A subset of what the schema admits, for schemas made from types,
    /// which leave records open and describe dictionaries.
    /// </summary>
    DeclaredOnly,
}

/// <summary>The order of the members of an object.</summary>
public enum PropertyOrder
{
    /// <summary>
    /// Where a schema describes an object by itself, by <c>properties</c> or a reference to a schema with them, its members come in that order, which is
    /// what models do best with. Members that it requires without declaring them or does not name may stand anywhere; and so may all members below
    /// <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c>, <c>not</c>, conditions, dependencies, <c>contains</c> and <c>patternProperties</c>, which declare no one order.
    /// </summary>
    AsDeclared,

    /// <summary>Any order, as JSON Schema has it.</summary>
    Any,

    /// <summary>
    /// As <see cref="AsDeclared"/>, but branches declare an order too: members come in the order of the schema's text, a reference, <c>allOf</c> or branch
    /// where it stands. Only what stands in conditions and negations comes in no order.
    /// </summary>
    Strict,
}

/// <summary>How the names and enumerated strings that a schema spells out may be written.</summary>
public enum JsonEscapes
{
    /// <summary>In any way that reads the same: <c>é</c>, <c>\u00e9</c>, <c>\u00E9</c>.</summary>
    All,

    /// <summary>Escaped only where JSON demands it. Leaves more text forced, so generation is faster; other spellings are not admitted.</summary>
    Shortest,
}

/// <summary>What <c>format</c> means on strings.</summary>
public enum JsonFormats
{
    /// <summary>The formats of JSON Schema are enforced; any other is an annotation, as the specification has it.</summary>
    Assert,

    /// <summary>The formats of JSON Schema are enforced; any other is refused.</summary>
    AssertKnown,

    /// <summary>No format says anything about validity.</summary>
    Annotate,
}

/// <summary>How a schema is read and what spellings of its values are admitted.</summary>
public sealed record JsonSchemaOptions
{
    /// <summary>The defaults.</summary>
    public static JsonSchemaOptions Default { get; } = new();

    /// <summary>White space. Default <see cref="JsonWhitespace.Flexible"/>.</summary>
    public JsonWhitespace Whitespace { get; init => field = value ?? throw new ArgumentNullException(nameof(Whitespace)); } = JsonWhitespace.Flexible;

    /// <summary>Whose reading counts. Default <see cref="JsonReading.JsonSchema"/>.</summary>
    public JsonReading Reading { get; init; }

    /// <summary>Members that are allowed but not named. Default <see cref="ExtraMembers.Distinct"/>.</summary>
    public ExtraMembers ExtraMembers { get; init; }

    /// <summary>The order of members. Default <see cref="PropertyOrder.AsDeclared"/>.</summary>
    public PropertyOrder PropertyOrder { get; init; }

    /// <summary>
    /// Documents that references may lead to: the URI of each, absolute or relative to the schema's own place, and its text. Default none. The
    /// metaschemas of the editions are known without that; nothing is ever fetched.
    /// </summary>
    public IReadOnlyDictionary<string, string> Documents { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Spellings of names and enumerated strings. Default <see cref="JsonEscapes.All"/>.</summary>
    public JsonEscapes Escapes { get; init; }

    /// <summary>Whether <c>"nullable": true</c> beside <c>type</c> admits null, as in OpenAPI 3.0. Default false: JSON Schema does not know it.</summary>
    public bool OpenApiNullable { get; init; }

    /// <summary>What <c>format</c> means. Default <see cref="JsonFormats.Assert"/>.</summary>
    public JsonFormats Formats { get; init; }

    /// <summary>
    /// Whether <c>contentEncoding</c> is enforced: base64 is, any other encoding is refused. Default false: the specification makes it an annotation.
    /// </summary>
    public bool AssertContentEncoding { get; init; }

    /// <summary>
    /// Keywords, by name, that are checked after generation: they bear on no text that is generated, and a <see cref="JsonSchemaReport"/>
    /// says so. For what is refused otherwise, such as patterns with back-references. <see cref="Checks.JsonSchemaValidator"/> checks whole texts
    /// against all keywords. Default none.
    /// </summary>
    public IReadOnlySet<string> CheckedAfterwards { get; init; } = FrozenSet<string>.Empty;

    /// <summary>What reading the schema may take. Default <see cref="JsonSchemaLimits.Default"/>.</summary>
    public JsonSchemaLimits Limits { get; init; } = JsonSchemaLimits.Default;

    /// <summary>Whether <c>pattern</c> must match the whole string. Default false: in JSON Schema it is searched for.</summary>
    internal bool PatternsMatchWhole { get; init; }
}
