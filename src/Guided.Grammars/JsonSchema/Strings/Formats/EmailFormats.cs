using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>email (the Mailbox of RFC 5321 §4.1.2) and idn-email (RFC 6531 §3.3).</summary>
/// <remarks>
/// These are the grammars, which set no limits to lengths; those of RFC 5321 §4.5.3.1 are what every server must accept at least. Of the address
/// literals only IPv4 and IPv6 are registered, so only they are admitted.
/// </remarks>
internal static class EmailFormats
{
    private const string Atom = @"A-Za-z\d!#$%&'*+\-/=?^_`{|}~";

    private const string Beyond = @"\u0080-\u{10FFFF}";

    // Here numbers may have leading zeros, and two colons stand for two groups or more.
    private const string Octet = @"(?:25[0-5]|2[0-4]\d|[01]?\d?\d)";
    private const string IPv4 = $@"{Octet}(?:\.{Octet}){{3}}";
    private const string Group = @"[\dA-Fa-f]{1,4}";

    public static IEnumerable<StringFormat> All =>
    [
        new("email", w => Mailbox(w, "", FormatWriter.Pattern(HostnameFormats.AnyAscii))),
        new("idn-email", w => Mailbox(w, Beyond, HostnameFormats.International(w, ".", IdnLabel.Mail, hasEncoded: false))) { IsLarge = true },
    ];

    private static Expression Mailbox(FormatWriter w, string more, Expression domain)
    {
        var atom = $"[{Atom}{more}]+";
        var local = FormatWriter.Pattern($@"{atom}(?:\.{atom})*|""(?:[ !#-\[\]-~{more}]|\\[ -~])*""");
        var literal = FormatWriter.Pattern($@"\[(?:{IPv4}|[Ii][Pp][Vv]6:(?:{string.Join('|', IPv6())}))\]");
        return w.Factory.Concat(local, w.Text("@"), w.Factory.Choice(domain, literal));
    }

    private static IEnumerable<string> IPv6()
    {
        yield return $"{Group}(?::{Group}){{7}}";
        yield return $"{Group}(?::{Group}){{5}}:{IPv4}";
        for (var before = 0; before <= 6; before++)
        {
            yield return Groups(before) + "::" + (before == 6 ? "" : $"(?:{Group}(?::{Group}){{0,{5 - before}}})?");
        }

        for (var before = 0; before <= 4; before++)
        {
            yield return Groups(before) + "::" + (before == 4 ? "" : $"(?:{Group}:){{0,{4 - before}}}") + IPv4;
        }

        static string Groups(int count) => count == 0 ? "" : $"{Group}(?::{Group}){{{count - 1}}}";
    }
}
