using System.Numerics;

namespace Guided.Decoding.Speculation;

/// <summary>The contexts by which tokens are counted.</summary>
/// <remarks>
/// The state of the grammar alone, the state with the last one or two tokens, and the last one to five tokens without the state. The
/// state says where in the structure the output is; the tokens say what was written there, which inside a text is all there is to go by.
/// </remarks>
internal static class CountContext
{
    public const int Kinds = 8;

    private const int Totals = 6, Shares = 5;

    // The states come first; the numbers of tokens of each kind.
    private static ReadOnlySpan<byte> Orders => [2, 1, 0, 5, 4, 3, 2, 1];

    private const int StateKinds = 3;

    /// <summary>The number of kinds of guesses: by context, by how often it was seen, and by the share of the token.</summary>
    public const int RateKinds = Kinds * Totals * Shares;

    /// <summary>Writes the keys of the contexts at a place; 0 where there is none.</summary>
    public static void Keys(in ProposalContext context, Span<ulong> keys)
    {
        var sequence = context.Sequence;
        for (var kind = 0; kind < Kinds; kind++)
        {
            var order = Orders[kind];
            if (order > sequence.Length || (kind < StateKinds && context.State is null))
            {
                keys[kind] = 0;
                continue;
            }

            var hash = kind < StateKinds ? (ulong)context.State!.Fingerprint : 0;
            hash = Mix(hash + (ulong)kind + 1);
            foreach (var token in sequence[^order..])
            {
                hash = Mix(hash + (ulong)(uint)token);
            }

            keys[kind] = hash | 1;
        }
    }

    /// <summary>The kind of a guess.</summary>
    public static int RateKind(int kind, int total, int count)
    {
        var seen = Math.Min(Totals - 1, BitOperations.Log2((uint)total));
        var share = ((float)count / total) switch { < 0.3f => 0, < 0.55f => 1, < 0.8f => 2, < 0.95f => 3, _ => 4 };
        return (((kind * Totals) + seen) * Shares) + share;
    }

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 32)) * 0xD6E8FEB86659FD93;
            value = (value ^ (value >> 32)) * 0xD6E8FEB86659FD93;
            return value ^ (value >> 32);
        }
    }
}
