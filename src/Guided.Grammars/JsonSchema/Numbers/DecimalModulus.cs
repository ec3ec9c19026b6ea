namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>When digits times a power of ten are a multiple of an integer.</summary>
/// <param name="modulus">The integer, 2^a·5^b·r where r has neither factor.</param>
internal readonly struct DecimalModulus(int modulus)
{
    /// <summary>The integer.</summary>
    public int Value => modulus;

    /// <summary>The integer without its factors 2 and 5.</summary>
    public int Coprime
    {
        get
        {
            var rest = modulus;
            while (rest % 2 == 0 || rest % 5 == 0)
            {
                rest /= rest % 2 == 0 ? 2 : 5;
            }

            return rest;
        }
    }

    /// <summary>The least k for which D × 10^k is a multiple; null when there is none. D is no multiple of 10.</summary>
    /// <param name="remainder">D, by the integer.</param>
    public int? Needed(int remainder)
    {
        var rest = modulus;
        var (twos, fives) = (Missing(2), Missing(5));
        return remainder % rest == 0 ? Math.Max(twos, fives) : null;

        // How often a prime goes into the modulus but not into D.
        int Missing(int prime)
        {
            var (power, count, have) = (1, 0, 0);
            for (; rest % prime == 0; rest /= prime, count++)
            {
                power *= prime;
                have += remainder % power == 0 ? 1 : 0;
            }

            return count - have;
        }
    }
}
