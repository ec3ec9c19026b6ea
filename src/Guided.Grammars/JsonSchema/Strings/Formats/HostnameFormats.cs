using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>hostname (RFC 1123 §2.1) and idn-hostname (RFC 5890 §2.3.2.3).</summary>
/// <remarks>
/// A name has at most 253 characters, a label 63, and no dot stands at the end. Labels that begin with "xn--" are A-labels, that is, they decode to
/// a valid label; beside other conditions on the text they are left out, since too many of them would have to be looked at. The octets of a label beyond ASCII are not counted; it has at most 59 characters (58 with some in ASCII), the most that can be encoded in 63 octets.
/// </remarks>
internal static class HostnameFormats
{
    private const int MaxLength = 253;

    private const string Any = @"[A-Za-z\d]";

    private const string AnyOrHyphen = @"[A-Za-z\d\-]";

    /// <summary>Names of any letters, digits and hyphens, as in addresses for mail: "xn--" means nothing there.</summary>
    public const string AnyAscii = $@"{Any}(?:{AnyOrHyphen}*{Any})?(?:\.{Any}(?:{AnyOrHyphen}*{Any})?)*";

    public static IEnumerable<StringFormat> All =>
    [
        new("hostname", Ascii) { IsLarge = true },
        new("idn-hostname", w => International(w, ".\u3002\uFF0E\uFF61", IdnLabel.Start, w.IsAlone)) { IsLarge = true },
    ];

    /// <summary>Names with labels beyond ASCII too.</summary>
    /// <param name="w">The writer.</param>
    /// <param name="dots">What stands between labels.</param>
    /// <param name="empty">A label before its first character.</param>
    /// <param name="hasEncoded">Whether A-labels are admitted.</param>
    public static Expression International(FormatWriter w, string dots, IdnLabel empty, bool hasEncoded) =>
        TextMachine<IdnName>.From(w.Factory, new IdnName(dots, empty, hasEncoded));

    private static Expression Ascii(FormatWriter w) => w.IsAlone
        ? International(w, ".", IdnLabel.Ascii, hasEncoded: true)
        : w.AtMost(MaxLength, w.Factory.Separated(FormatWriter.Pattern(NotEncoded), w.Text("."), min: 1));

    /// <summary>
    /// Labels that do not begin with "xn--": written out case by case, since a lookahead would keep the engine from treating the count of
    /// characters as a counter.
    /// </summary>
    private static readonly string NotEncoded =
        $@"(?:[A-WYZa-wyz\d]{Rest(61)}|[Xx](?:[A-MO-Za-mo-z\d]{Rest(60)}|-{AnyOrHyphen}{{0,60}}{Any}|[Nn](?:{Any}{Rest(59)}|-{Any}{Rest(58)})?)?)";

    private static string Rest(int max) => $"(?:{AnyOrHyphen}{{0,{max}}}{Any})?";
}
