namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>Identifiers: uuid (RFC 4122 §3), any version and variant, in either case.</summary>
internal static class UuidFormats
{
    private const string Uuid = @"[\dA-Fa-f]{8}-(?:[\dA-Fa-f]{4}-){3}[\dA-Fa-f]{12}";

    public static IEnumerable<StringFormat> All => [StringFormat.Of("uuid", Uuid), StringFormat.Net("guid", Uuid)];
}
