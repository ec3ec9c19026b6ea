namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>Compares the digits of a number, from the first that is not 0 on, with those of a bound greater than 0.</summary>
/// <remarks>A state is how many digits agreed so far, or that one did not.</remarks>
/// <param name="bound">The bound.</param>
internal sealed class BoundDigits(NumberBound bound)
{
    private const int Less = -1;
    private const int Greater = -2;

    private readonly string _digits = bound.Value.Digits;

    /// <summary>The power of ten that the bound's first digit stands for.</summary>
    public int Place { get; } = bound.Value.Position;

    /// <summary>The number of the bound's digits.</summary>
    public int Length => _digits.Length;

    /// <summary>The state after a digit.</summary>
    public int Next(int state, int digit)
    {
        if (state < 0)
        {
            return state;
        }

        var own = state < _digits.Length ? _digits[state] - '0' : 0;
        return digit < own ? Less : digit > own ? Greater : Math.Min(state + 1, _digits.Length);
    }

    /// <summary>Whether the digits are at least those of the bound, read as a lower end.</summary>
    public bool IsAbove(int state) => state == Greater || (state == _digits.Length && !bound.IsExclusive);

    /// <summary>Whether the digits are at most those of the bound, read as an upper end.</summary>
    public bool IsBelow(int state) => state == Less || (state >= 0 && state < _digits.Length) || (state == _digits.Length && !bound.IsExclusive);

    /// <summary>Whether more digits can make them at least those of the bound.</summary>
    public static bool MayBeAbove(int state) => state != Less;
}
