using Guided.Grammars.Characters;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>Reads Punycode (RFC 3492 §6.2) as far as it goes.</summary>
internal sealed class Punycode
{
    private const int First = 0x80;

    private readonly List<int> _runes;

    private Punycode(List<int> runes) => _runes = runes;

    /// <summary>The characters that are complete, in the order of the label.</summary>
    public IReadOnlyList<int> Runes => _runes;

    /// <summary>Whether the text ends after a character, not within the number of one.</summary>
    public bool IsComplete => Weight == 1;

    /// <summary>The least that can still be the next character.</summary>
    public int Code { get; private set; } = First;

    /// <summary>The number read so far: places to go on from <see cref="Code"/> at the beginning of the text.</summary>
    public long Number { get; private set; }

    /// <summary>What a further digit counts.</summary>
    public long Weight { get; private set; } = 1;

    private int Bias { get; set; } = 72;

    private int Position { get; set; } = 36;

    private long Start { get; set; }

    private int Inserted { get; set; }

    /// <summary>Reads a lower-case text; null when it is none.</summary>
    public static Punycode? Read(string text)
    {
        var delimiter = text.LastIndexOf('-');
        var result = new Punycode([.. text[..Math.Max(delimiter, 0)].Select(c => (int)c)]);
        foreach (var c in text.AsSpan(delimiter + (delimiter == 0 ? 0 : 1)))
        {
            if (!result.Add(c))
            {
                return null;
            }
        }

        return result;
    }

    /// <summary>How many more digits write a number that continues the one at hand, each unit of which counts <see cref="Weight"/>.</summary>
    public int DigitsFor(long rest)
    {
        var count = 1;
        for (var position = Position; ; position += 36, count++)
        {
            var threshold = Threshold(position);
            if (rest < threshold)
            {
                return count;
            }

            rest = (rest - threshold) / (36 - threshold);
        }
    }

    /// <summary>The label with the character that a number stands for.</summary>
    public int[] With(long number)
    {
        var runes = new List<int>(_runes);
        runes.Insert((int)(number % (runes.Count + 1)), (int)(Code + (number / (runes.Count + 1))));
        return [.. runes];
    }

    private bool Add(char c)
    {
        var digit = char.IsAsciiDigit(c) ? c - '0' + 26 : c is >= 'a' and <= 'z' ? c - 'a' : -1;
        var threshold = Threshold(Position);
        Number += digit * Weight;
        if (digit < 0 || Number / (_runes.Count + 1) > RuneSet.Last)
        {
            return false;
        }

        if (digit >= threshold)
        {
            Weight *= 36 - threshold;
            Position += 36;
            return true;
        }

        Insert();
        return true;
    }

    private void Insert()
    {
        var length = _runes.Count + 1;
        Adapt(Number - Start, length);
        Code += (int)(Number / length);
        Number %= length;
        _runes.Insert((int)Number, Code);
        Number++;
        (Start, Weight, Position) = (Number, 1, 36);
        Inserted++;
    }

    private void Adapt(long delta, int length)
    {
        delta /= Inserted == 0 ? 700 : 2;
        delta += delta / length;
        var steps = 0;
        for (; delta > 35 * 26 / 2; steps += 36)
        {
            delta /= 35;
        }

        Bias = steps + (int)(36 * delta / (delta + 38));
    }

    private int Threshold(int position) => Math.Clamp(position - Bias, 1, 26);
}
