using Guided.Expressions;
using Guided.Grammars.Characters;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>Reads the characters of an <see cref="ITextState{TState}"/> from between the quotes of a JSON string, in every spelling.</summary>
/// <remarks>
/// Between two characters or within one: some bytes of UTF-8, or a part of an escape. Only places that lead somewhere are made. Characters from
/// <see cref="ITextState{TState}.UniformFrom"/> on are left to the shared expressions of character sets.
/// </remarks>
internal sealed class TextMachine<TState> : ByteMachine
    where TState : class, ITextState<TState>
{
    private static readonly ByteSet EscapeMark = ByteSet.Of((byte)'\\');
    private static readonly ByteSet UnicodeMark = ByteSet.Of((byte)'u');
    private static readonly ByteSet EscapeLetters = ByteSet.Of("\"\\/bfnrtu"u8);
    private static readonly ByteSet HexDigits = ByteSet.Of("0123456789abcdefABCDEF"u8);
    private static readonly ByteSet Continuations = ByteSet.Range(0x80, 0xBF);
    private static readonly ByteSet Characters7 = ByteSet.Range(0x20, 0x7F) & ~ByteSet.Of((byte)'"');
    private static readonly ByteSet Characters8 = Characters7 | ByteSet.Range(0xC2, 0xF4);

    private readonly TState _state;
    private readonly Place _place;

    /// <summary>The bits of the character, or of one half of a pair of escapes, so far.</summary>
    private readonly int _value;

    /// <summary>How many continuation bytes or hexadecimal digits are to come.</summary>
    private readonly int _left;

    /// <summary>The high half of a pair of escapes, once it is read.</summary>
    private readonly int _high;

    private TextMachine(TState state, Place place, int value, int left, int high = 0) =>
        (_state, _place, _value, _left, _high) = (state, place, value, left, high);

    private enum Place
    {
        Between,
        Utf8,
        Escape,
        Hex,
        LowEscape,
        LowLetter,
        LowHex,
    }

    public override bool IsAccepting => _place == Place.Between && _state.IsAccepting;

    public override bool MayBeEmpty => false;

    public override bool IsSparse => _state.IsSparse;

    public override int ShortestLength => _place == Place.Between || _state.ShortestLength < 0 ? _state.ShortestLength : ShortestWithin();

    public override ByteSet Bytes => _place switch
    {
        Place.Between => _state.UniformFrom <= RuneSet.Last || _state.Candidates.Ranges[^1].Last > 0x7F ? Characters8 : Characters7,
        Place.Utf8 => Continuations,
        Place.Escape => EscapeLetters,
        Place.LowEscape => EscapeMark,
        Place.LowLetter => UnicodeMark,
        _ => HexDigits,
    };

    /// <summary>The texts from a state on.</summary>
    public static Expression From(ExpressionFactory factory, TState state) => factory.Machine(new TextMachine<TState>(state, Place.Between, 0, 0));

    public override Expression After(ExpressionFactory factory, byte value)
    {
        var next = Next(value) is { } place ? factory.Machine(place) : factory.Empty;
        return factory.Choice(next, Rest(Uniform(factory), value));
    }

    public override bool Equals(object? obj) => obj is TextMachine<TState> other
        && (_place, _value, _left, _high) == (other._place, other._value, other._left, other._high) && _state.Equals(other._state);

    public override int GetHashCode() => HashCode.Combine(_place, _value, _left, _high, _state);

    private TextMachine<TState>? Next(byte value) => _place switch
    {
        Place.Between => AtCharacter(value),
        Place.Utf8 => value is >= 0x80 and < 0xC0 ? Bits((_value << 6) | (value & 0x3F), 6) : null,
        Place.Escape => value == 'u' ? Within(Place.Hex, 0, 4) : ShortEscape(value) is >= 0 and var rune ? Character(rune) : null,
        Place.LowEscape => value == '\\' ? new TextMachine<TState>(_state, Place.LowLetter, 0, 0, _high) : null,
        Place.LowLetter => value == 'u' ? new TextMachine<TState>(_state, Place.LowHex, 0, 4, _high) : null,
        _ => char.IsAsciiHexDigit((char)value) ? Bits((_value << 4) | ((value & 0xF) + (value > '9' ? 9 : 0)), 4) : null,
    };

    private TextMachine<TState>? AtCharacter(byte value) => value switch
    {
        (byte)'\\' => Within(Place.Escape, 0, 0),
        (byte)'"' or < 0x20 => null,
        < 0x80 => Character(value),
        < 0xC2 or > 0xF4 => null,
        < 0xE0 => Within(Place.Utf8, value & 0x1F, 1),
        < 0xF0 => Within(Place.Utf8, value & 0x0F, 2),
        _ => Within(Place.Utf8, value & 0x07, 3),
    };

    private static int ShortEscape(byte letter) => (char)letter switch
    {
        '"' or '\\' or '/' => letter,
        'b' => 8,
        'f' => 12,
        'n' => 10,
        'r' => 13,
        't' => 9,
        _ => -1,
    };

    private TextMachine<TState>? Bits(int value, int width)
    {
        var left = _left - 1;
        if (left > 0)
        {
            // Forms longer than need be are no UTF-8.
            var isOverlong = _place == Place.Utf8 && value < (left == 1 ? 0x20 : 0x10);
            return isOverlong ? null : Within(_place, value, left, _high);
        }

        return _place switch
        {
            Place.LowHex => char.IsLowSurrogate((char)value) ? Character(Pair(_high, value)) : null,
            Place.Hex when char.IsHighSurrogate((char)value) => Within(Place.LowEscape, 0, 0, value),
            _ => Character(value),
        };
    }

    private TextMachine<TState>? Character(int rune) => rune < _state.UniformFrom && _state.Candidates.Contains(rune) && _state.Next(rune) is { } next
        ? new TextMachine<TState>(next, Place.Between, 0, 0)
        : null;

    /// <summary>A place within a character, if some character that is allowed goes through it.</summary>
    private TextMachine<TState>? Within(Place place, int value, int left, int high = 0) =>
        Characters(place, value, left, high).Any() ? new TextMachine<TState>(_state, place, value, left, high) : null;

    /// <summary>The states after the characters that go through a place.</summary>
    private IEnumerable<TState> Characters(Place place, int value, int left, int high)
    {
        var bits = place == Place.Utf8 ? 6 * left : 4 * left;
        var (first, last) = (value << bits, ((value + 1) << bits) - 1);
        switch (place)
        {
            case Place.Utf8:
                return Between(Math.Max(first, left == 1 ? 0x80 : left == 2 ? 0x800 : 0x10000), last);
            case Place.Hex:
                return Between(first, last).Concat(Pairs(first, last));
            case Place.LowEscape or Place.LowLetter:
                return Pairs(high, high);
            case Place.LowHex:
                // Units of the low half, each a character with the high half before it.
                (first, last) = (Math.Max(first, 0xDC00), Math.Min(last, 0xDFFF));
                return first <= last ? Between(Pair(high, first), Pair(high, last)) : [];
            default:
                return Between(0, RuneSet.Last);
        }
    }

    private IEnumerable<TState> Pairs(int first, int last)
    {
        (first, last) = (Math.Max(first, 0xD800), Math.Min(last, 0xDBFF));
        return first <= last ? Between(Pair(first, 0xDC00), Pair(last, 0xDFFF)) : [];
    }

    private IEnumerable<TState> Between(int first, int last)
    {
        foreach (var range in _state.Candidates.Within(first, Math.Min(last, _state.UniformFrom - 1)))
        {
            for (var rune = range.First; rune <= range.Last; rune++)
            {
                if (_state.Next(rune) is { } next)
                {
                    yield return next;
                }
            }
        }
    }

    private static int Pair(int high, int low) => 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);

    private int ShortestWithin()
    {
        var rest = _place switch
        {
            Place.Escape => 5,
            Place.LowEscape => 6,
            Place.LowLetter => 5,
            _ => _left,
        };
        return rest + Characters(_place, _value, _left, _high).Min(s => s.ShortestLength);
    }

    /// <summary>The characters that need not be told apart.</summary>
    private Expression Uniform(ExpressionFactory factory)
    {
        var first = _state.UniformFrom;
        return _place == Place.Between && first <= RuneSet.Last && _state.Next(first) is { } next
            ? factory.Concat(JsonTexts.All.Characters(factory, _state.Candidates.Intersect(RuneSet.Of((first, RuneSet.Last)))), From(factory, next))
            : factory.Empty;
    }
}
