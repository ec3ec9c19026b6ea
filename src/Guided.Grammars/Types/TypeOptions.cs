using System.Text.Json;
using Guided.Grammars.JsonSchema;

namespace Guided.Grammars.Types;

/// <summary>How the JSON of a C# type is written and read.</summary>
public sealed record TypeOptions
{
    /// <summary>The defaults.</summary>
    public static TypeOptions Default { get; } = new();

    /// <summary>The options that will read the JSON. Default <see cref="GuidedJson.SerializerOptions"/>.</summary>
    public JsonSerializerOptions SerializerOptions { get; init; } = GuidedJson.SerializerOptions;

    /// <summary>
    /// How deep arrays and objects of types that contain themselves may nest; 32 by default. The serializer's MaxDepth, less 16, bounds it too.
    /// </summary>
    public int MaxNesting { get; init; } = 32;

    /// <summary>White space. Default <see cref="JsonWhitespace.Flexible"/>.</summary>
    public JsonWhitespace Whitespace { get; init => field = value ?? throw new ArgumentNullException(nameof(Whitespace)); } = JsonWhitespace.Flexible;

    /// <summary>Spellings of names and enumerated strings. Default <see cref="JsonEscapes.All"/>.</summary>
    public JsonEscapes Escapes { get; init; }

    /// <summary>The options for the schema that <see cref="TypeSchema"/> makes.</summary>
    public JsonSchemaOptions ToSchemaOptions() => new()
    {
        Reading = JsonReading.DotNet,
        Whitespace = Whitespace,
        Escapes = Escapes,
        ExtraMembers = SerializerOptions.AllowDuplicateProperties ? ExtraMembers.MayRepeat : ExtraMembers.Distinct,
        PropertyOrder = PropertyOrder.Strict,
        PatternsMatchWhole = true,
    };
}
