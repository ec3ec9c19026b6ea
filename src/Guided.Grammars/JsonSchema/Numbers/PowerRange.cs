using System.Globalization;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>The exponents that may follow a mantissa: all numbers between two ends.</summary>
/// <param name="Least">The lower end, or null.</param>
/// <param name="Most">The upper end, or null.</param>
internal readonly record struct PowerRange(int? Least, int? Most)
{
    /// <summary>Whether there is no such exponent.</summary>
    public bool IsEmpty => Least > Most;

    /// <summary>The length in bytes of the shortest of them.</summary>
    public int ShortestLength => Least > 0 ? Size(Least.Value) : Most < 0 ? 1 + Size(-Most.Value) : 1;

    private static int Size(int power) => power.ToString(CultureInfo.InvariantCulture).Length;
}
