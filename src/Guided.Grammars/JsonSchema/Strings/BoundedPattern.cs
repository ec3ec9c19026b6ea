using Guided.Grammars.Characters;
using Guided.Grammars.Regex;

namespace Guided.Grammars.JsonSchema.Strings;

/// <summary>Puts bounds on the length of a text into its pattern, where one repeated character is all that makes the length vary.</summary>
/// <remarks>
/// <c>^[A-Z][a-z]*$</c> with at most 10 characters is <c>^[A-Z][a-z]{0,9}$</c>, and <c>^ab</c> is <c>^ab[^]{0,8}$</c>: one counter, which the engine treats
/// alike wherever it stands, in place of an intersection whose every length is a state of its own.
/// </remarks>
internal static class BoundedPattern
{
    private static readonly RegexNode Anything = new LoopNode(new SetNode(RuneSet.All, 0), 0, null, IsLazy: false, 0);

    /// <summary>What matches the whole of the texts in which a pattern is found and whose lengths are within bounds; null when it takes more than a change of bounds.</summary>
    /// <param name="pattern">The pattern, searched for.</param>
    /// <param name="min">The least length in characters.</param>
    /// <param name="max">The greatest length, or null.</param>
    public static RegexNode? Fold(RegexNode pattern, int min, int? max)
    {
        var items = new List<RegexNode>();
        Flatten(pattern, items);
        items = Anchored(items);
        var (width, loop) = (0L, -1);
        for (var i = 0; i < items.Count; i++)
        {
            if (Width(items[i]) is { } fixedWidth)
            {
                width += fixedWidth;
            }
            else if (items[i] is LoopNode { Body: SetNode } && loop < 0)
            {
                loop = i;
            }
            else
            {
                return null;
            }
        }

        if (loop < 0 || width > int.MaxValue)
        {
            return null;
        }

        var old = (LoopNode)items[loop];
        var least = Math.Max(old.Min, min - width);
        var most = max is { } bound ? Math.Min(old.Max ?? int.MaxValue, bound - width) : (long?)old.Max;
        if (most < least)
        {
            return null;
        }

        items[loop] = old with { Min = (int)least, Max = (int?)most };
        return new SequenceNode([.. items]);
    }

    private static void Flatten(RegexNode node, List<RegexNode> items)
    {
        if (node is not SequenceNode sequence)
        {
            items.Add(node);
            return;
        }

        foreach (var item in sequence.Items)
        {
            Flatten(item, items);
        }
    }

    /// <summary>The items of the whole text: where no anchor holds the pattern, anything may stand.</summary>
    private static List<RegexNode> Anchored(List<RegexNode> items)
    {
        var (first, last) = (0, items.Count);
        if (first < last && items[first] is AnchorNode { Kind: AnchorKind.Start })
        {
            first++;
        }

        if (first < last && items[last - 1] is AnchorNode { Kind: AnchorKind.End })
        {
            last--;
        }

        var whole = items[first..last];
        if (first == 0)
        {
            whole.Insert(0, Anything);
        }

        if (last == items.Count)
        {
            whole.Add(Anything);
        }

        return whole;
    }

    /// <summary>How many characters a node matches, when that is one number.</summary>
    private static long? Width(RegexNode node) => node switch
    {
        SetNode => 1,
        SequenceNode sequence => sequence.Items.Aggregate((long?)0, (sum, item) => sum + Width(item)),
        AlternationNode choice when Width(choice.Items[0]) is { } width && choice.Items.All(i => Width(i) == width) => width,
        LoopNode loop when loop.Min == loop.Max => Width(loop.Body) * loop.Min,
        _ => null,
    };
}
