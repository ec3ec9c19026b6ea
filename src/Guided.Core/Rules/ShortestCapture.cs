using Guided.Expressions;

namespace Guided.Rules;

/// <summary>The shortest text of a capture that something follows.</summary>
internal static class ShortestCapture
{
    /// <summary>So many texts that are longer to go on from than the definition says are looked at for a better one.</summary>
    private const int MaxWorse = 16;

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
        var search = new Search(lengths, definition, bytes);
        var after = definition.ShortestLength;
        for (var length = lengths.Of(head); length + after < least && search.Worse < MaxWorse; length++)
        {
            if (search.Exists(head, length))
            {
                return length + after;
            }

            least = Math.Min(least, search.Least);
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

    /// <summary>Looks for a completion after which what follows is as short as the definition says.</summary>
    /// <remarks>
    /// Where all texts are exceptions what follows may be longer the longer the text is, so that there is none; the best of the first few is then taken.
    /// </remarks>
    private sealed class Search(ShortestLengths lengths, Capture definition, List<byte> text)
    {
        private readonly int _read = text.Count;
        private int _tries;

        /// <summary>How many texts were found that are longer to go on from.</summary>
        public int Worse { get; private set; }

        /// <summary>The least length by one of them.</summary>
        public int Least { get; private set; } = ShortestLengths.Infinite;

        /// <summary>Whether a completion of exactly some length is such a text.</summary>
        public bool Exists(Expression head, int length)
        {
            var limit = head.Owner.Limits.MaxLivenessStates;
            if (++_tries > limit)
            {
                throw new GrammarLimitException(nameof(GrammarLimits.MaxLivenessStates), limit, $"the texts of {definition.GetType().Name}");
            }

            if (length == 0)
            {
                return head.IsNullable && IsAllowed(head.Owner);
            }

            var first = FirstBytes.Of(head).Set;
            for (var value = first.NextFrom(0); value >= 0 && Worse < MaxWorse; value = first.NextFrom(value + 1))
            {
                var rest = Derivatives.Step(head, (byte)value);
                if (rest.Kind == ExpressionKind.Empty || lengths.Of(rest) > length - 1)
                {
                    continue;
                }

                text.Add((byte)value);
                var exists = Exists(rest, length - 1);
                text.RemoveAt(text.Count - 1);
                if (exists)
                {
                    return true;
                }
            }

            return false;
        }

        private bool IsAllowed(ExpressionFactory factory)
        {
            var bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(text);
            if (!definition.IsException(bytes))
            {
                return true;
            }

            var after = lengths.Of(definition.After(factory, bytes));
            if (after <= definition.ShortestLength)
            {
                return true;
            }

            if (after < ShortestLengths.Infinite)
            {
                Worse++;
                Least = Math.Min(Least, text.Count - _read + after);
            }

            return false;
        }
    }
}
