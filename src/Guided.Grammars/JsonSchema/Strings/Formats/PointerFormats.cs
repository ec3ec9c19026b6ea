namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>json-pointer (RFC 6901 §3) and relative-json-pointer (draft-bhutton-relative-json-pointer-00 §3).</summary>
internal static class PointerFormats
{
    private const string Pointer = "(?:/(?:[^/~]|~[01])*)*";

    private const string Integer = @"(?:0|[1-9]\d*)";

    public static IEnumerable<StringFormat> All =>
    [
        StringFormat.Of("json-pointer", Pointer),
        StringFormat.Of("relative-json-pointer", Integer + @"(?:[+\-]" + Integer + ")?(?:#|" + Pointer + ")"),
    ];
}
