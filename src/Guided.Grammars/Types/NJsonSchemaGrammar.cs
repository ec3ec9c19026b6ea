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
    /// <param name="progress">Told which pass runs and how much was done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="JsonSchemaException">The schema has a keyword that cannot be enforced, or a budget is used up; with its path.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Grammar Create(
        NSchema schema, JsonSchemaOptions? options = null, IProgress<GrammarProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        options ??= new JsonSchemaOptions { Reading = JsonReading.DotNet, ExtraMembers = ExtraMembers.DeclaredOnly, PropertyOrder = PropertyOrder.Strict };
        return JsonSchemaGrammar.Create(schema.ToJson(Newtonsoft.Json.Formatting.None), options, progress, cancellationToken);
    }
}
