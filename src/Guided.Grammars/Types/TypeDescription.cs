using System.Text.Json;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.JsonSchema.Schemas;

namespace Guided.Grammars.Types;

/// <summary>Schemas in the manner of TypeScript, for prompts: short, and what models have seen.</summary>
/// <remarks>
/// <para>Example: <c>{name:string,qty:integer,due?:date,gift:boolean,priority:"low"|"normal"|"high",tags:string[]}</c>. There are no spaces. A
/// question mark stands for a member that may be left out; that such a member may also be null is not said. The kinds are string,
/// integer, number, boolean, date (a string of the format date), null and any. Enumerations are unions of JSON values; a union that is
/// repeated or that repeats stands in parentheses. Objects with free names are <c>{[name]:integer}</c>.</para>
/// <para>What a schema's <c>description</c> (a <c>[Description]</c> attribute) says follows it as a comment: <c>{answer:string/*yes or no*/}</c>.</para>
/// <para>A schema that contains itself is named, and defined at the end: <c>Node where Node={next?:Node}</c>. Bounds, patterns and formats
/// other than date are not shown.</para>
/// </remarks>
public static class TypeDescription
{
    /// <summary>The description of a C# type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="options">How the JSON is read; null for the defaults.</param>
    /// <exception cref="TypeException">The type, or one inside it, cannot be described so that every text deserialises.</exception>
    public static string Of<T>(TypeOptions? options = null) => Of(TypeSchema.Of<T>(options));

    /// <summary>The description of a JSON Schema.</summary>
    /// <param name="schema">The schema, as JSON text.</param>
    /// <exception cref="JsonSchemaException">The schema is not well-formed.</exception>
    public static string Of(string schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new TypeDescriber().Describe(new SchemaLibrary(schema).Root);
    }
}
