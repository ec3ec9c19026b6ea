using Guided.Grammars.Characters;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>What has been read of a name with labels beyond ASCII.</summary>
/// <param name="Dots">What may stand between labels.</param>
/// <param name="Empty">A label before its first character.</param>
/// <param name="HasEncoded">Whether labels may begin with "xn--" if they are A-labels.</param>
internal sealed record IdnName(string Dots, IdnLabel Empty, bool HasEncoded) : ITextState<IdnName>
{
    private const int MaxLength = 253;

    private static readonly RuneSet AllDots = RuneSet.Of(('.', '.'), ('\u3002', '\u3002'), ('\uFF0E', '\uFF0E'), ('\uFF61', '\uFF61'));

    /// <summary>The characters worth trying in a label, with dots and upper-case letters.</summary>
    private static readonly Dictionary<RuneSet, RuneSet> WithDots = new RuneSet[]
    {
        IdnaTables.Alphabet, IdnaTables.Greek, IdnaTables.InLeftToRight, IdnaTables.InRightToLeft, EncodedLabel.Alphabet,
    }.ToDictionary(s => s, s => s.Union(AllDots).Union(RuneSet.Of(('A', 'Z'))), (IEqualityComparer<RuneSet>)ReferenceEqualityComparer.Instance);

    public RuneSet Candidates => WithDots[Encoded is null ? Label.Candidates : EncodedLabel.Alphabet];

    private int Length { get; init; }

    private IdnLabel Label { get; init; } = Empty;

    /// <summary>The A-label at hand, after its "xn--".</summary>
    private EncodedLabel? Encoded { get; init; }

    /// <summary>How much of "xn--" the label has.</summary>
    private int Prefix { get; init; }

    /// <summary>Whether a label is written from right to left, so that all must satisfy the rule of RFC 5893 §2; and whether one does not.</summary>
    private bool HasRightToLeft { get; init; }

    private bool HasUndirected { get; init; }

    public bool IsAccepting => Encoded is null ? Ends(Label) : Encoded.Decode() is { } label && Ends(label);

    public int ShortestLength => Encoded?.ShortestLength ?? -1;

    public int UniformFrom => RuneSet.Last + 1;

    public bool IsSparse => Encoded is not null;

    public IdnName? Next(int rune)
    {
        if (Length == MaxLength)
        {
            return null;
        }

        if (rune <= 0xFFFF && Dots.Contains((char)rune))
        {
            return Dot();
        }

        var next = Encoded is null ? InLabel(rune) : Encoded.Next(rune) is { } encoded ? this with { Encoded = encoded } : null;
        return next is null ? null : next with { Length = Length + 1 };
    }

    private IdnName? InLabel(int rune)
    {
        if (Prefix == 3 && rune == '-' && HasEncoded)
        {
            var start = new EncodedLabel("", HasUndirected, HasRightToLeft);
            return MaxLength - Length > EncodedLabel.MaxLength ? this with { Encoded = start, Prefix = 0, Label = Empty } : null;
        }

        if (Label.Next(rune) is not { } label || !Suits(label) || Length + 1 + Missing(label) > MaxLength)
        {
            return null;
        }

        var lower = rune < 0x80 ? char.ToLowerInvariant((char)rune) : '\0';
        var isPrefix = Prefix == label.Length - 1 && Prefix < 3 && lower == "xn-"[Prefix];
        return this with { Label = label, Prefix = isPrefix ? Prefix + 1 : 0 };
    }

    private IdnName? Dot()
    {
        var label = Encoded is null ? Label : Encoded.Decode();
        return label is not null && Ends(label) && Length + 2 <= MaxLength
            ? new IdnName(Dots, Empty, HasEncoded)
            {
                Length = Length + 1,
                HasRightToLeft = HasRightToLeft || label.IsRightToLeft,
                HasUndirected = HasUndirected || !IsDirected(label),
            }
            : null;
    }

    private static bool IsDirected(IdnLabel label) => label.IsDirected && label.EndsWell;

    /// <summary>Whether the label can be part of the name, its end apart.</summary>
    private bool Suits(IdnLabel label) => !(label.IsRightToLeft && HasUndirected) && !(HasRightToLeft && !label.IsDirected);

    private int Missing(IdnLabel label) => Math.Max(label.Missing, HasRightToLeft && !label.EndsWell ? 1 : 0);

    private bool Ends(IdnLabel label) => Missing(label) == 0;
}
