using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Guided.Typed;

/// <summary>Reads the beginning of a JSON text.</summary>
internal static class PartialJson
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> Lenient = [];

    /// <summary>The text with what is open closed; null when there is nothing yet.</summary>
    public static string? Complete(TextSoFar text, bool withOpenString)
    {
        var stream = new JsonStream(JsonSerializerOptions.Default);
        stream.Push(text.ToString());
        return stream.Complete(withOpenString);
    }

    /// <summary>Reads the beginning as a value whose members may all be missing.</summary>
    public static bool TryRead<T>(TextSoFar text, bool withOpenString, JsonSerializerOptions json, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (Complete(text, withOpenString) is not { } complete)
        {
            return false;
        }

        try
        {
            value = JsonSerializer.Deserialize<T>(complete, Lenient.GetValue(json, Relax));
            return value is not null;
        }
        catch (JsonException)
        {
            return false; // a part of a date, of an enum's name …
        }
    }

    private static JsonSerializerOptions Relax(JsonSerializerOptions json) => new(json)
    {
        RespectNullableAnnotations = false,
        RespectRequiredConstructorParameters = false,
        TypeInfoResolver = (json.TypeInfoResolver ?? JsonSerializerOptions.Default.TypeInfoResolver!).WithAddedModifier(static type =>
        {
            foreach (var property in type.Properties)
            {
                property.IsRequired = false;
            }
        }),
    };
}
