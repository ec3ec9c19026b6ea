namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>uri and uri-reference (RFC 3986 appendix A), iri and iri-reference (RFC 3987 §2.2).</summary>
/// <remarks>A host name is any registered name of the grammar; whether a resolver would take it is not asked.</remarks>
internal static class UriFormats
{
    /// <summary>Characters beyond ASCII that an IRI may have, as part of a class.</summary>
    public const string UcsCharacters = @"\u00A0-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF\u{10000}-\u{1FFFD}\u{20000}-\u{2FFFD}\u{30000}-\u{3FFFD}"
        + @"\u{40000}-\u{4FFFD}\u{50000}-\u{5FFFD}\u{60000}-\u{6FFFD}\u{70000}-\u{7FFFD}\u{80000}-\u{8FFFD}\u{90000}-\u{9FFFD}\u{A0000}-\u{AFFFD}"
        + @"\u{B0000}-\u{BFFFD}\u{C0000}-\u{CFFFD}\u{D0000}-\u{DFFFD}\u{E1000}-\u{EFFFD}";

    /// <summary>Characters for private use, which only queries may have.</summary>
    public const string PrivateCharacters = @"\uE000-\uF8FF\u{F0000}-\u{FFFFD}\u{100000}-\u{10FFFD}";

    public static IEnumerable<StringFormat> All =>
    [
        new("uri", w => FormatWriter.Pattern(Absolute("", ""))),
        new("uri-reference", w => FormatWriter.Pattern(Reference("", ""))),
        new("iri", w => FormatWriter.Pattern(Absolute(UcsCharacters, PrivateCharacters))),
        new("iri-reference", w => FormatWriter.Pattern(Reference(UcsCharacters, PrivateCharacters))),
    ];

    private static string Absolute(string ucs, string priv)
    {
        var g = new Parts(ucs, priv);
        return $"{Parts.Scheme}:(?:{g.Network}|{g.PathAbsolute}|{g.PathRootless})?{g.Tail}";
    }

    private static string Reference(string ucs, string priv)
    {
        var g = new Parts(ucs, priv);
        return $"(?:{Absolute(ucs, priv)}|(?:{g.Network}|{g.PathAbsolute}|{g.PathNoScheme})?{g.Tail})";
    }

    /// <summary>The rules of the grammar, for the characters beyond ASCII that are allowed.</summary>
    private sealed class Parts(string ucs, string priv)
    {
        public const string Scheme = @"[A-Za-z][A-Za-z\d+\-.]*";

        private const string Percent = @"%[\dA-Fa-f]{2}";
        private const string SubDelimiters = "!$&'()*+,;=";
        private const string Unreserved = @"A-Za-z\d\-._~";

        private static readonly string Literal = $@"\[(?:{AddressFormats.IPv6}|[Vv][\dA-Fa-f]+\.[{Unreserved}{SubDelimiters}:]+)\]";

        private string Character => $"(?:[{Unreserved}{ucs}{SubDelimiters}:@]|{Percent})";

        private string Segments => $"(?:/{Character}*)*";

        private string Authority =>
            $@"(?:(?:[{Unreserved}{ucs}{SubDelimiters}:]|{Percent})*@)?(?:{Literal}|(?:[{Unreserved}{ucs}{SubDelimiters}]|{Percent})*)(?::\d*)?";

        /// <summary>Two slashes, the authority and a path.</summary>
        public string Network => $"//{Authority}{Segments}";

        public string PathAbsolute => $"/(?:{Character}+{Segments})?";

        public string PathRootless => $"{Character}+{Segments}";

        /// <summary>A path whose first segment has no colon, which would end a scheme.</summary>
        public string PathNoScheme => $"(?:[{Unreserved}{ucs}{SubDelimiters}@]|{Percent})+{Segments}";

        /// <summary>The query and the fragment.</summary>
        public string Tail => $@"(?:\?(?:{Character}|[/?{priv}])*)?(?:#(?:{Character}|[/?])*)?";
    }
}
