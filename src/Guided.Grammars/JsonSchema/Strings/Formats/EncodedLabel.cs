using Guided.Grammars.Characters;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>What has been read of an A-label after its "xn--": Punycode of a label that <see cref="IdnLabel"/> admits.</summary>
/// <remarks>
/// Labels are finitely many, so this is an automaton, if one that nobody would write down: its states are the texts themselves. A text goes
/// on while it is short, or while one more character can make the label valid; a long text that only two more characters could mend does not.
/// </remarks>
/// <param name="Text">The text, in lower case.</param>
/// <param name="IsPlain">Whether the label must not be written from right to left.</param>
/// <param name="IsDirected">Whether the label must satisfy the rule of RFC 5893 §2.</param>
internal sealed record EncodedLabel(string Text, bool IsPlain, bool IsDirected) : ITextState<EncodedLabel>
{
    /// <summary>The longest text after "xn--".</summary>
    public const int MaxLength = 59;

    /// <summary>A hyphen and the digits of any character after few others.</summary>
    private const int Reserve = 5;

    /// <summary>So many characters are tried before a text is given up.</summary>
    private const int MaxTries = 200;

    public static RuneSet Alphabet { get; } = RuneSet.Of(('0', '9'), ('a', 'z'), ('A', 'Z'), ('-', '-'));

    public RuneSet Candidates => Alphabet;

    public bool IsAccepting => Decode() is not null;

    public int UniformFrom => 0x80;

    public EncodedLabel? Next(int rune)
    {
        if (Text.Length == MaxLength || rune > 0x7F)
        {
            return null;
        }

        var next = this with { Text = Text + char.ToLowerInvariant((char)rune) };
        return next.IsLive() ? next : null;
    }

    /// <summary>The label that the text stands for; null when it stands for none.</summary>
    public IdnLabel? Decode() => Punycode.Read(Text) is { IsComplete: true } code ? LabelOf(code.Runes) : null;

    /// <summary>A text that was read may be the part of the label in ASCII, with a hyphen and numbers to come.</summary>
    public int ShortestLength => IsAccepting ? 0 : Math.Min(DigitsToEnd(Text), Text.EndsWith('-') ? int.MaxValue : 1 + Math.Min(DigitsToEnd(Text + "-"), MaxLength));

    private bool IsLive() => Text.Length <= MaxLength - Reserve || IsAccepting || DigitsToEnd(Text) < int.MaxValue;

    /// <summary>The fewest digits that make a label valid by another character; the greatest integer when none do.</summary>
    private int DigitsToEnd(string text)
    {
        if (Punycode.Read(text) is not { } code || code.Runes.Any(r => IdnaTables.Find(r) is null))
        {
            return int.MaxValue;
        }

        var places = code.Runes.Count + 1;
        for (long rest = 0, tries = 0; tries < MaxTries; tries++)
        {
            var rune = code.Code + ((code.Number + (rest * code.Weight)) / places);
            var allowed = IdnaTables.AtLeast((int)Math.Min(rune, RuneSet.Last));
            if (allowed > RuneSet.Last || rune > RuneSet.Last)
            {
                return int.MaxValue;
            }

            if (allowed > rune)
            {
                // On to the least number that stands for an allowed character.
                var least = ((long)(allowed - code.Code) * places) - code.Number;
                rest = (least + code.Weight - 1) / code.Weight;
                continue;
            }

            var digits = code.DigitsFor(rest);
            if (text.Length + digits > MaxLength)
            {
                return int.MaxValue;
            }

            if (LabelOf(code.With(code.Number + (rest * code.Weight))) is not null)
            {
                return digits;
            }

            rest++;
        }

        return int.MaxValue;
    }

    private IdnLabel? LabelOf(IEnumerable<int> runes)
    {
        var label = IdnLabel.Start;
        foreach (var rune in runes)
        {
            if (label.Next(rune) is not { } next)
            {
                return null;
            }

            label = next;
        }

        var isDirected = label.IsDirected && label.EndsWell;
        return label is { HasBeyondAscii: true, Missing: 0 } && !(IsPlain && label.IsRightToLeft) && (!IsDirected || isDirected) ? label : null;
    }
}
