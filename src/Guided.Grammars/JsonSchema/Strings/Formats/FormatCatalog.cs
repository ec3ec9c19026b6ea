using System.Collections.Frozen;
using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>The formats of strings that are enforced.</summary>
internal static class FormatCatalog
{
    private static readonly FrozenDictionary<string, StringFormat> ByName = new[]
    {
        DateTimeFormats.All, EmailFormats.All, HostnameFormats.All, AddressFormats.All, UriFormats.All, UriTemplateFormats.All, UuidFormats.All,
        PointerFormats.All, RegexFormats.All, ContentFormats.All, NetFormats.All,
    }.SelectMany(f => f).ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>The names of the formats of JSON Schema, for messages.</summary>
    public static string Names { get; } = string.Join(", ", ByName.Values.Where(f => !f.IsNetOnly).Select(f => f.Name).Order(StringComparer.Ordinal));

    /// <summary>Whether strings of a format are enforced.</summary>
    public static bool IsKnown(string name, JsonReading reading) =>
        ByName.TryGetValue(name, out var format) && (reading == JsonReading.DotNet || !format.IsNetOnly);

    /// <summary>Whether each grammar should have the format's expressions for itself.</summary>
    public static bool IsLarge(string name) => ByName[name].IsLarge;

    /// <summary>The texts between the quotes of strings of a format.</summary>
    public static Expression Build(ExpressionFactory factory, string name, JsonReading reading, bool isAlone) =>
        ByName[name].Build(new FormatWriter(factory, reading, isAlone));
}
