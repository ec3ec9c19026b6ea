using Guided.Expressions;

namespace Guided.Automata.Walks;

/// <summary>Finds the slices of the vocabulary that expressions read: see <see cref="HeadWalker"/>.</summary>
/// <param name="shared">The slices.</param>
/// <param name="mayEnd">Whether the expressions may end anywhere, since nothing follows them.</param>
internal sealed class HeadSlices(VocabularyWalks shared, bool mayEnd)
{
    private const int FirstPrintable = 0x20;
    private const int LastPrintable = 0x7E;

    private readonly SliceReach[] _standard = [.. shared.Slices.Select(slice => new SliceReach(slice, mayEnd))];
    private readonly OwnSlices _own = new(shared, mayEnd);

    /// <summary>The slice of all ordinary text, if an expression can read its tokens of some length.</summary>
    /// <param name="head">The expression.</param>
    /// <param name="enough">The number of characters.</param>
    /// <param name="reach">How far the expression reads the slice.</param>
    public TokenSlice? FindWidest(Expression head, int enough, out Reach reach)
    {
        reach = _standard[0].Of(head);
        return reach.Characters >= enough ? _standard[0].Slice : null;
    }

    /// <summary>Another slice of which that is so; null for none.</summary>
    public TokenSlice? FindOther(Expression head, int enough, out Reach reach)
    {
        if (_own.Find(head, enough, out reach) is { } found)
        {
            return found;
        }

        foreach (var standard in _standard.AsSpan(1))
        {
            reach = standard.Of(head);
            if (reach.Characters >= enough)
            {
                return standard.Slice;
            }
        }

        return null;
    }

    /// <summary>The widest standard slice whose tokens all lead on inside an expression; null for none.</summary>
    public TokenSlice? FindLoop(Expression head)
    {
        foreach (var standard in _standard)
        {
            if (standard.Of(head).Characters == int.MaxValue)
            {
                return standard.Slice;
            }
        }

        return null;
    }

    /// <summary>The widest standard slice that an expression may read from many trie nodes on; null for none.</summary>
    public SliceReach? FindPartly(Expression head) => Array.Find(_standard, standard => standard.MayRead(head));

    /// <summary>Drops what is kept.</summary>
    public void Forget()
    {
        foreach (var standard in _standard)
        {
            standard.Forget();
        }

        _own.Forget();
    }

    /// <summary>Where most ordinary bytes lead an expression, if that is another one.</summary>
    public static Expression? BasisOf(Expression head)
    {
        // Most heads are punctuation and names: one look tells that they read no ordinary text.
        if (Derivatives.Step(head, (byte)'q').Kind == ExpressionKind.Empty && Derivatives.Step(head, (byte)'Z').Kind == ExpressionKind.Empty)
        {
            return null;
        }

        var counts = new Dictionary<Expression, int>(ReferenceEqualityComparer.Instance);
        for (var value = FirstPrintable; value <= LastPrintable; value++)
        {
            var next = Derivatives.Step(head, (byte)value);
            counts[next] = counts.GetValueOrDefault(next) + 1;
        }

        var (basis, count) = counts.MaxBy(c => c.Value);
        return basis != head && count > (LastPrintable - FirstPrintable) / 2 && basis.Kind != ExpressionKind.Empty ? basis : null;
    }
}
