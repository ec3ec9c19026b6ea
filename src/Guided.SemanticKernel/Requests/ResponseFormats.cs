using Guided.Formats;
using Guided.Grammars.JsonSchema;
using Microsoft.Extensions.AI;

namespace Guided.SemanticKernel.Requests;

/// <summary>The one format that a request asks for.</summary>
internal static class ResponseFormats
{
    private const string AnyObject = """{"type":"object"}""";

    /// <param name="response">The response format of the chat options.</param>
    /// <param name="native">A format made by the request's factory.</param>
    /// <param name="additional">Formats among the additional properties, each with its key.</param>
    /// <param name="json">How schemas are read.</param>
    /// <exception cref="ArgumentException">There is more than one format.</exception>
    /// <exception cref="NotSupportedException">The response format is of an unknown kind.</exception>
    public static OutputFormat Read(
        ChatResponseFormat? response, OutputFormat? native, IEnumerable<(string Key, OutputFormat Format)> additional, JsonSchemaOptions json)
    {
        List<(string Source, OutputFormat Format)> formats =
            [.. additional.Select(a => ($"{nameof(ChatOptions.AdditionalProperties)}[\"{a.Key}\"]", a.Format))];
        if (SchemaOf(response) is { } schema)
        {
            formats.Add((nameof(ChatOptions.ResponseFormat), OutputFormat.Json(schema, json)));
        }

        if (native is not null)
        {
            formats.Add((nameof(ChatOptions.RawRepresentationFactory), native));
        }

        return formats switch
        {
            [] => OutputFormat.FreeText,
            [var only] => only.Format,
            _ => throw new ArgumentException(
                $"The request asks for {formats.Count} formats, by ChatOptions.{string.Join(" and ", formats.Select(f => f.Source))}. An answer has one: keep one of them."),
        };
    }

    /// <summary>The schema that a response format asks for; null when it asks for text.</summary>
    public static string? SchemaOf(ChatResponseFormat? response) => response switch
    {
        null or ChatResponseFormatText => null,
        ChatResponseFormatJson { Schema: { } schema } => schema.GetRawText(),
        ChatResponseFormatJson => AnyObject,
        _ => throw Unsupported.Option(nameof(ChatOptions.ResponseFormat), $"{response.GetType()} is unknown; use text, JSON, or JSON with a schema"),
    };
}
