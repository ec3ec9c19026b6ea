namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>regex: patterns of ECMA-262.</summary>
/// <remarks>
/// The grammar of the specification's main part with and without the <c>u</c> flag, and as JSON Schemas use it: <c>]</c> and <c>}</c> may stand for
/// themselves, and so may a hyphen beside a class escape. Left out, so that the language stays regular: groups nested deeper than
/// <see cref="RegexSyntax.MaxDepth"/>, group names, references to groups that do not stand before them or beyond the ninth, quantifiers of more than five digits,
/// ranges that begin with an unescaped character from U+0500 on, and Unicode properties other than general categories and the common scripts.
/// </remarks>
internal static class RegexFormats
{
    public static IEnumerable<StringFormat> All => [new("regex", w => TextMachine<RegexSyntax>.From(w.Factory, RegexSyntax.Start)) { IsLarge = true }];
}
