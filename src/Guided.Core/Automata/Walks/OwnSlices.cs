using Guided.Expressions;

namespace Guided.Automata.Walks;

/// <summary>Finds slices for expressions that read many characters, but not all of a standard slice: those between two slashes of a path, say.</summary>
/// <param name="shared">Keeps the slices.</param>
/// <param name="mayEnd">Whether the expressions may end anywhere, since nothing follows them.</param>
internal sealed class OwnSlices(VocabularyWalks shared, bool mayEnd)
{
    /// <summary>A slice of fewer characters has few tokens.</summary>
    private const int FewCharacters = 12;

    /// <summary>Looking at more derivatives costs as much as a walk.</summary>
    private const int MaxStates = 60;

    private readonly Dictionary<(ByteSet, bool), SliceReach> _reaches = [];

    /// <summary>A slice whose tokens an expression can read, but for those of more characters than it gives; null when none is found.</summary>
    /// <param name="head">The expression.</param>
    /// <param name="enough">The number of characters that a token may have at least.</param>
    /// <param name="reach">How far the expression reads the slice.</param>
    public TokenSlice? Find(Expression head, int enough, out Reach reach)
    {
        reach = default;
        if ((FirstBytes.Of(head).Set & TokenSlice.JsonText).Count < FewCharacters)
        {
            return null;
        }

        foreach (var characters in (ReadOnlySpan<ByteSet>)[InAllStates(head), InLoop(head)])
        {
            if (characters.Count < FewCharacters)
            {
                continue;
            }

            foreach (var unicode in (ReadOnlySpan<bool>)[true, false])
            {
                var slice = shared.SliceOf(characters, unicode);
                if (!_reaches.TryGetValue((characters, unicode), out var reaches))
                {
                    _reaches[(characters, unicode)] = reaches = new SliceReach(slice, mayEnd);
                }

                reach = reaches.Of(head);
                if (reach.Characters >= enough)
                {
                    return slice;
                }
            }
        }

        return null;
    }

    /// <summary>Drops what is kept.</summary>
    public void Forget() => _reaches.Clear();

    /// <summary>The characters that can be read wherever they lead, again and again; none where they lead to too many states.</summary>
    private ByteSet InAllStates(Expression head)
    {
        var characters = TokenSlice.JsonText;
        for (var isChanged = true; isChanged && characters.Count >= FewCharacters;)
        {
            isChanged = false;
            var seen = new HashSet<Expression>(ReferenceEqualityComparer.Instance) { head };
            var pending = new Stack<Expression>(seen);
            while (pending.TryPop(out var at))
            {
                for (var value = characters.NextFrom(0); value >= 0; value = characters.NextFrom(value + 1))
                {
                    var next = Derivatives.Step(at, (byte)value);
                    if (next.Kind == ExpressionKind.Empty || (!mayEnd && next.IsNullable))
                    {
                        characters &= ~ByteSet.Of((byte)value);
                        isChanged = true;
                    }
                    else if (seen.Add(next))
                    {
                        pending.Push(next);
                    }
                }

                if (seen.Count > MaxStates)
                {
                    return ByteSet.None;
                }
            }
        }

        return characters;
    }

    /// <summary>The characters that lead to the state to which most of them lead, from there too.</summary>
    private static ByteSet InLoop(Expression head)
    {
        var counts = new Dictionary<Expression, int>(ReferenceEqualityComparer.Instance);
        for (var value = TokenSlice.JsonText.NextFrom(0); value >= 0; value = TokenSlice.JsonText.NextFrom(value + 1))
        {
            var next = Derivatives.Step(head, (byte)value);
            counts[next] = next.Kind == ExpressionKind.Empty ? 0 : counts.GetValueOrDefault(next) + 1;
        }

        var loop = counts.MaxBy(c => c.Value).Key;
        var characters = ByteSet.None;
        for (var value = TokenSlice.JsonText.NextFrom(0); value >= 0; value = TokenSlice.JsonText.NextFrom(value + 1))
        {
            if (Derivatives.Step(head, (byte)value) == loop && Derivatives.Step(loop, (byte)value) == loop)
            {
                characters |= ByteSet.Of((byte)value);
            }
        }

        return characters;
    }
}
