using Guided.Grammars.JsonSchema;
using Guided.Rules;
using NSchema = NJsonSchema.JsonSchema;

namespace Guided.Grammars.Types;

/// <summary>Grammars of schemas that NJsonSchema made, of types or of documents.</summary>
/// <remarks>
/// What NJsonSchema says of a type need not be what System.Text.Json reads: <see cref="TypeGrammar"/> goes by the serializer. This is for those
/// who have such schemas, or serialise with Newtonsoft.Json.
/// </remarks>
public static class NJsonSchemaGrammar
{
    /// <summary>A grammar whose members are the JSON texts that satisfy a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="options">How it is read; null for .NET's reading, with the members that it names only.</param>
    /// <exception cref="JsonSchemaException">The schema has a keyword that cannot be enforced; with its path.</exception>
    public static Grammar Create(NSchema schema, JsonSchemaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        options ??= new JsonSchemaOptions { Reading = JsonReading.DotNet, ExtraMembers = ExtraMembers.DeclaredOnly, PropertyOrder = PropertyOrder.Strict };
        return JsonSchemaGrammar.Create(schema.ToJson(Newtonsoft.Json.Formatting.None), options);
    }
}
