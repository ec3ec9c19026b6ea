namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>Encoded bytes: base64 (RFC 4648 §4) with padding, and with zeros where the last digit has bits to spare.</summary>
internal static class ContentFormats
{
    /// <summary>The encoding's name in <c>contentEncoding</c>.</summary>
    public const string Base64 = "base64";

    private const string Pattern = @"(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/][AQgw]==|[A-Za-z\d+/]{2}[AEIMQUYcgkosw048]=)?";

    // OpenAPI's name for it, which NJsonSchema writes for byte[].
    public static IEnumerable<StringFormat> All => [StringFormat.Net("byte", Pattern), StringFormat.Net(Base64, Pattern)];
}
