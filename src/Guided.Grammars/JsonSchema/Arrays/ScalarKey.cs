using System.Globalization;
using System.Numerics;
using System.Text;
using Guided.Grammars.JsonSchema.Strings;

namespace Guided.Grammars.JsonSchema.Arrays;

/// <summary>Scalars as keys: equal keys are equal values, whatever their spelling.</summary>
internal static class ScalarKey
{
    private const char StringMark = '"';

    /// <summary>The key of a string.</summary>
    public static string Of(string text) => StringMark + text;

    /// <summary>The string of a key, or null when it is no string's.</summary>
    public static string? StringOf(string key) => key[0] == StringMark ? key[1..] : null;

    /// <summary>The key of a scalar as it is written.</summary>
    public static string Of(ReadOnlySpan<byte> text) => text[0] switch
    {
        (byte)'"' => Of(JsonStringText.Read(text[1..^1])),
        (byte)'n' or (byte)'t' or (byte)'f' => Encoding.ASCII.GetString(text),
        _ => Number(Encoding.ASCII.GetString(text)),
    };

    /// <summary>A spelling of the scalar of a key: the plainest there is. Null when every one of them has an escape.</summary>
    public static byte[]? Spelling(string key)
    {
        if (StringOf(key) is not { } text)
        {
            return Encoding.ASCII.GetBytes(key);
        }

        return JsonStringText.Raw(text) is { } raw ? [(byte)'"', .. raw, (byte)'"'] : null;
    }

    /// <summary>A number in plain digits where its exponent is small, else as an integer and an exponent; never with trailing zeros.</summary>
    private static string Number(string text)
    {
        var mark = text.IndexOfAny(['e', 'E']);
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var places = point < 0 ? 0 : mantissa.Length - point - 1;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var negative = digits[0] == '-';
        digits = digits.TrimStart('-').TrimStart('0');
        if (digits.Length == 0)
        {
            return "0";
        }

        var exponent = (mark < 0 ? BigInteger.Zero : BigInteger.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)) - places;
        var trimmed = digits.TrimEnd('0');
        exponent += digits.Length - trimmed.Length;
        var sign = negative ? "-" : "";
        return exponent >= 0 && exponent <= 20
            ? sign + trimmed + new string('0', (int)exponent)
            : exponent < 0 && -exponent < trimmed.Length
            ? sign + trimmed[..^(int)-exponent] + "." + trimmed[^(int)-exponent..]
            : exponent < 0 && exponent >= -20
            ? sign + "0." + trimmed.PadLeft((int)-exponent, '0')
            : $"{sign}{trimmed}e{exponent}";
    }
}
