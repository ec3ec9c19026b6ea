using System.Globalization;
using Guided.Grammars.JsonSchema.Shapes;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>Formats that name the width of a number, in the manner of OpenAPI.</summary>
internal static class NumberFormats
{
    private static readonly Dictionary<string, (JsonDecimal Min, JsonDecimal Max)> Ranges = new(StringComparer.Ordinal)
    {
        ["int8"] = Range(sbyte.MinValue, sbyte.MaxValue),
        ["uint8"] = Range(byte.MinValue, byte.MaxValue),
        ["int16"] = Range(short.MinValue, short.MaxValue),
        ["uint16"] = Range(ushort.MinValue, ushort.MaxValue),
        ["int32"] = Range(int.MinValue, int.MaxValue),
        ["uint32"] = Range(uint.MinValue, uint.MaxValue),
        ["int64"] = Range(long.MinValue, long.MaxValue),
        ["uint64"] = Range(ulong.MinValue, ulong.MaxValue),
        ["int128"] = (Parse(Int128.MinValue), Parse(Int128.MaxValue)),
        ["uint128"] = (Parse(UInt128.MinValue), Parse(UInt128.MaxValue)),
        ["half"] = Range(-65504, 65504),
        ["float"] = Range("340282346638528859e21"),
        ["double"] = Range("17976931348623157e292"),
        ["decimal"] = Range(decimal.MinValue, decimal.MaxValue),
    };

    /// <summary>Whether the format speaks of numbers, and so says nothing of strings.</summary>
    public static bool IsKnown(string format) => Ranges.ContainsKey(format);

    /// <summary>The range of a format, or null.</summary>
    public static NumberShape? RangeOf(string format) => Ranges.TryGetValue(format, out var range)
        ? new NumberShape { Min = new NumberBound(range.Min, false), Max = new NumberBound(range.Max, false) }
        : null;

    private static (JsonDecimal Min, JsonDecimal Max) Range(decimal min, decimal max) => (Parse(min), Parse(max));

    /// <summary>A range that is the same on both sides of 0: the greatest number that still rounds to a finite one, cut a little short.</summary>
    private static (JsonDecimal Min, JsonDecimal Max) Range(string max) => (-JsonDecimal.Parse(max), JsonDecimal.Parse(max));

    private static JsonDecimal Parse(IFormattable value) => JsonDecimal.Parse(value.ToString(null, CultureInfo.InvariantCulture));
}
