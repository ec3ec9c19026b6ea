using Guided.Expressions;

namespace Guided.Rules;

/// <summary>The shortest text of a capture that something follows.</summary>
internal static class ShortestCapture
{
    /// <summary>The length in bytes of what is still missing.</summary>
    /// <param name="lengths">The shortest lengths of expressions.</param>
    /// <param name="head">What remains to be read of the text.</param>
    /// <param name="text">What has been read of it.</param>
    /// <param name="definition">What follows.</param>
    /// <exception cref="GrammarLimitException">The shorter texts are nearly all forbidden, and there are too many of them.</exception>
    public static int Of(ShortestLengths lengths, Expression head, ReadOnlySpan<byte> text, Capture definition)
    {
        var bytes = new List<byte>();
        bytes.AddRange(text);
        var tries = 0;
        for (var length = lengths.Of(head); length < ShortestLengths.Infinite; length++)
        {
            if (Exists(lengths, head, bytes, length, definition, ref tries))
            {
                return length;
            }
        }

        return ShortestLengths.Infinite;
    }

    /// <summary>Whether a completion of exactly some length is a text that something follows.</summary>
    private static bool Exists(ShortestLengths lengths, Expression head, List<byte> text, int length, Capture definition, ref int tries)
    {
        if (++tries > head.Owner.Limits.MaxLivenessStates)
        {
            throw new GrammarLimitException(
                nameof(GrammarLimits.MaxLivenessStates), head.Owner.Limits.MaxLivenessStates, $"the texts of {definition.GetType().Name}");
        }

        if (length == 0)
        {
            return head.IsNullable && IsAllowed(lengths, head.Owner, text, definition);
        }

        var first = FirstBytes.Of(head).Set;
        for (var value = first.NextFrom(0); value >= 0; value = first.NextFrom(value + 1))
        {
            var rest = Derivatives.Step(head, (byte)value);
            if (rest.Kind == ExpressionKind.Empty || lengths.Of(rest) > length - 1)
            {
                continue;
            }

            text.Add((byte)value);
            var exists = Exists(lengths, rest, text, length - 1, definition, ref tries);
            text.RemoveAt(text.Count - 1);
            if (exists)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAllowed(ShortestLengths lengths, ExpressionFactory factory, List<byte> text, Capture definition)
    {
        var bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(text);
        return !definition.IsException(bytes) || lengths.Of(definition.After(factory, bytes)) <= definition.ShortestLength;
    }
}
