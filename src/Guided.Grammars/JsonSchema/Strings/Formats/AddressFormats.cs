namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>ipv4 (RFC 2673 §3.2) and ipv6 (RFC 4291 §2.2, with the grammar of RFC 3986 §3.2.2).</summary>
internal static class AddressFormats
{
    /// <summary>Four numbers up to 255 without leading zeros.</summary>
    public const string IPv4 = @"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)";

    private const string Group = @"[\dA-Fa-f]{1,4}";

    /// <summary>Eight groups, of which one run may be left out and the last two may be an IPv4 address.</summary>
    public static string IPv6 { get; } = MakeIPv6();

    public static IEnumerable<StringFormat> All => [StringFormat.Of("ipv4", IPv4), StringFormat.Of("ipv6", IPv6)];

    private static string MakeIPv6()
    {
        const string Last = $"(?:{Group}:{Group}|{IPv4})";
        var forms = new List<string> { $"(?:{Group}:){{6}}{Last}" };
        for (var before = 0; before <= 7; before++)
        {
            // At most 7 groups stand beside the two colons.
            var head = before == 0 ? "" : $"(?:(?:{Group}:){{0,{before - 1}}}{Group})?";
            var after = 7 - before;
            forms.Add(head + "::" + after switch
            {
                0 => "",
                1 => Group,
                2 => Last,
                _ => $"(?:{Group}:){{{after - 2}}}{Last}",
            });
        }

        return $"(?:{string.Join('|', forms)})";
    }
}
