using Guided.Expressions;

namespace Guided.Rules;

/// <summary>The shortest text of a capture that something follows.</summary>
internal static class ShortestCapture
{
    /// <summary>The length in bytes of what is still missing of the text, and of the shortest that may follow then.</summary>
    /// <param name="lengths">The shortest lengths of expressions.</param>
    /// <param name="head">What remains to be read of the text.</param>
    /// <param name="text">What has been read of it.</param>
    /// <param name="definition">What follows.</param>
    /// <exception cref="GrammarLimitException">The shorter texts are nearly all forbidden, and there are too many of them.</exception>
    public static int Of(ShortestLengths lengths, Expression head, ReadOnlySpan<byte> text, Capture definition)
    {
        var least = OfExceptions(lengths, head, text, definition);
        var bytes = new List<byte>();
        bytes.AddRange(text);
        var tries = 0;
        var after = definition.ShortestLength;
        for (var length = lengths.Of(head); length + after < least; length++)
        {
            if (Exists(lengths, head, bytes, length, definition, ref tries))
            {
                return length + after;
            }
        }

        return least;
    }

    /// <summary>The same for the texts that are treated apart: what follows them may be shorter.</summary>
    private static int OfExceptions(ShortestLengths lengths, Expression head, ReadOnlySpan<byte> text, Capture definition)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        definition.CollectExceptions(text, found);
        var least = ShortestLengths.Infinite;
        foreach (var exception in found)
        {
            var rest = exception.Span[text.Length..];
            if (rest.Length >= least)
            {
                continue;
            }

            var at = head;
            foreach (var value in rest)
            {
                at = Derivatives.Step(at, value);
            }

            if (at.IsNullable && definition.After(head.Owner, exception.Span) is { Kind: not ExpressionKind.Empty } after)
            {
                least = Math.Min(least, rest.Length + lengths.Of(after));
            }
        }

        return least;
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
