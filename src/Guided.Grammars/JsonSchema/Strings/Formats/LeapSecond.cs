using System.Globalization;
using Guided.Grammars.Characters;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>What has been read of a time whose second is 60, which is the last of a day in UTC (RFC 3339 §5.7).</summary>
/// <remarks>For each local minute there is one offset east and one west of Greenwich that puts it at 23:59; by itself it is so with Z only.</remarks>
/// <param name="Text">The hours and minutes; then what must follow.</param>
/// <param name="At">How much was read.</param>
internal sealed record LeapSecond(string Text, LeapSecond.Part At) : ITextState<LeapSecond>
{
    /// <summary>The parts of the text.</summary>
    internal enum Part
    {
        Minute,
        Second,
        Point,
        Fraction,
        Offset,
    }

    private static readonly RuneSet All = RuneSet.Of(('0', '9'), (':', ':'), ('.', '.'), ('+', '+'), ('-', '-'), ('Z', 'Z'), ('z', 'z'));

    public static LeapSecond Start { get; } = new("", Part.Minute);

    public RuneSet Candidates => All;

    public bool IsAccepting => At == Part.Offset && Text.Length == 0;

    public int UniformFrom => 0x80;

    // Only 23:59:60 may end in Z; other offsets have six characters.
    public int ShortestLength => At switch
    {
        Part.Minute => 8 - Text.Length + ("23:59:60".StartsWith(Text, StringComparison.Ordinal) ? 1 : 6),
        Part.Second or Part.Fraction => Text.StartsWith("23:59", StringComparison.Ordinal) ? 1 : 6,
        Part.Point => Text.StartsWith("23:59", StringComparison.Ordinal) ? 2 : 7,
        _ => Text.Length,
    };

    public LeapSecond? Next(int rune) => At switch
    {
        Part.Minute => Minute(rune),
        Part.Second when rune == '.' => this with { At = Part.Point },
        Part.Second => Offset(rune),
        Part.Point => rune is >= '0' and <= '9' ? this with { At = Part.Fraction } : null,
        Part.Fraction => rune is >= '0' and <= '9' ? this : Offset(rune),
        _ => Text.Length > 0 && Text[0] == rune ? this with { Text = Text[1..] } : null,
    };

    /// <summary>A character of "hh:mm:60".</summary>
    private LeapSecond? Minute(int rune)
    {
        var fits = Text.Length switch
        {
            0 => rune is >= '0' and <= '2',
            1 => rune >= '0' && rune <= (Text[0] == '2' ? '3' : '9'),
            3 => rune is >= '0' and <= '5',
            4 => rune is >= '0' and <= '9',
            6 => rune == '6',
            7 => rune == '0',
            _ => rune == ':',
        };
        return fits ? new LeapSecond(Text + (char)rune, Text.Length == 7 ? Part.Second : Part.Minute) : null;
    }

    private LeapSecond? Offset(int rune)
    {
        var local = (int.Parse(Text[..2], CultureInfo.InvariantCulture) * 60) + int.Parse(Text[3..5], CultureInfo.InvariantCulture);
        return rune switch
        {
            'Z' or 'z' => local == 1439 ? new LeapSecond("", Part.Offset) : null,
            '+' => Clock((local + 1) % 1440),
            '-' => Clock(1439 - local),
            _ => null,
        };
    }

    private static LeapSecond Clock(int minutes) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}"), Part.Offset);
}
