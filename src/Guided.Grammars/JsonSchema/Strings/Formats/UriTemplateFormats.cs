namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>uri-template (RFC 6570 §2 with erratum 6937, which adds the apostrophe), levels 1 to 4 and the operators reserved for later.</summary>
internal static class UriTemplateFormats
{
    private const string Percent = @"%[\dA-Fa-f]{2}";

    private const string Literal = @"(?:[!#$&-;=?-\[\]_a-z~" + UriFormats.UcsCharacters + UriFormats.PrivateCharacters + "]|" + Percent + ")";

    private const string Character = @"(?:[\w]|" + Percent + ")";

    private const string Variable = Character + @"(?:\.?" + Character + @")*(?::[1-9]\d{0,3}|\*)?";

    public static IEnumerable<StringFormat> All =>
        [StringFormat.Of("uri-template", "(?:" + Literal + @"|\{[+#./;?&=,!@|]?" + Variable + "(?:," + Variable + @")*\})*")];
}
