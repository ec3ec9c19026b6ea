using System.Runtime.InteropServices;

namespace Guided.Expressions;

/// <summary>What follows a text of which so much has been read: the rest of a capture, below the expression that reads the text.</summary>
/// <remarks>One node per definition and text. The nodes of longer texts hang on those of shorter ones.</remarks>
internal sealed class CapturedNode : Expression
{
    private readonly CapturedNode? _before;
    private readonly byte _last;
    private Expression? _after;
    private Expression? _typical;
    private List<CapturedNode>? _longer;

    public CapturedNode(ExpressionFactory owner, int id, int hash, Capture definition)
        : base(owner, id, hash, ExpressionKind.Captured, isRegular: false, isNullable: false, hasBoolean: false)
    {
        Definition = definition;
        Start = this;
    }

    private CapturedNode(int id, CapturedNode before, byte last)
        : this(before.Owner, id, id, before.Definition)
    {
        _before = before;
        Start = before.Start;
        _last = last;
        Length = before.Length + 1;
    }

    public Capture Definition { get; }

    /// <summary>The length of the text so far, in bytes.</summary>
    public int Length { get; }

    /// <summary>The text so far.</summary>
    public byte[] Text()
    {
        var text = new byte[Length];
        var node = this;
        for (var i = Length - 1; i >= 0; i--)
        {
            text[i] = node._last;
            node = node._before!;
        }

        return text;
    }

    /// <summary>The node of the text with one more byte. Called under the factory's lock.</summary>
    public CapturedNode? FindLonger(byte value)
    {
        foreach (var node in CollectionsMarshal.AsSpan(_longer))
        {
            if (node._last == value)
            {
                return node;
            }
        }

        return null;
    }

    /// <summary>Makes the node of the text with one more byte. Called under the factory's lock.</summary>
    public CapturedNode MakeLonger(int id, byte value)
    {
        var node = new CapturedNode(id, this, value);
        (_longer ??= []).Add(node);
        return node;
    }

    /// <summary>The node of the same definition of whose text nothing has been read.</summary>
    public CapturedNode Start { get; }

    /// <summary>What follows any text that is no exception.</summary>
    public Expression Typical() => Start._typical ??= Definition.Typical(Owner);

    /// <summary>What follows if the text ends here.</summary>
    public Expression Unfold() => _after ??= Definition.After(Owner, Text());
}
