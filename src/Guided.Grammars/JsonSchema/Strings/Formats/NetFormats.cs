namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>Texts that types of .NET read, in the form in which System.Text.Json has them.</summary>
internal static class NetFormats
{
    /// <summary>The name of the format of <see cref="System.Uri"/>.</summary>
    public const string Uri = "net-uri";

    /// <summary>The name of the format of <see cref="System.Version"/>.</summary>
    public const string Version = "net-version";

    private const string Label = @"[A-Za-z](?:[A-Za-z\d\-]{0,30}[A-Za-z\d])?";

    private const string Character = @"(?:[A-Za-z\d\-._~!$&'()*+,;=:@]|%[\dA-Fa-f]{2})";

    // Absolute ones of the web, names, and relative paths: all of them are read, and more would be hard to promise.
    private const string UriPattern = @"(?:https?|ftp)://" + Label + @"(?:\." + Label + @"){0,6}(?::[1-9]\d{0,3})?(?:/" + Character + @"*)*"
        + @"(?:\?(?:" + Character + @"|[/?])*)?(?:#(?:" + Character + @"|[/?])*)?"
        + @"|urn:[A-Za-z\d][A-Za-z\d\-]{0,30}:" + Character + @"+"
        + @"|/?[A-Za-z\d\-_~][A-Za-z\d\-._~]*(?:/[A-Za-z\d\-._~]+)*(?:\?[A-Za-z\d\-._~&=]*)?";

    public static IEnumerable<StringFormat> All =>
        [StringFormat.Net(Uri, UriPattern), StringFormat.Net(Version, @"\d{1,9}(?:\.\d{1,9}){1,3}")];
}
