using System.Globalization;
using System.Text.Json;

namespace Guided.Typed;

/// <summary>Reads the inside of a JSON string character by character: where it ends, and how much of it is whole.</summary>
internal struct JsonStringScanner
{
    private int _hexDigits;
    private bool _escaped;
    private int _unit;
    private int _unitStart;
    private bool _openPair;

    /// <summary>The end of what is whole: no half of an escape, and no first half of a pair of surrogates.</summary>
    public int WholeEnd { get; private set; }

    /// <summary>Starts behind the opening quote.</summary>
    public JsonStringScanner(int start) => WholeEnd = start;

    /// <summary>Reads a character; true when it is the closing quote.</summary>
    /// <exception cref="JsonException">The character is not allowed here.</exception>
    public bool Push(char c, int at)
    {
        if (_hexDigits > 0)
        {
            _unit = (_unit << 4) | Hex(c, at);
            if (--_hexDigits == 0)
            {
                EndUnit((char)_unit, at + 1);
            }

            return false;
        }

        if (_escaped)
        {
            _escaped = false;
            if (c == 'u')
            {
                (_hexDigits, _unit) = (4, 0);
            }
            else if ("\"\\/bfnrt".Contains(c, StringComparison.Ordinal))
            {
                EndUnit(' ', at + 1);
            }
            else
            {
                throw JsonStream.Unexpected(c, at, "after a backslash");
            }

            return false;
        }

        switch (c)
        {
            case '"':
                WholeEnd = at;
                return true;
            case '\\':
                (_escaped, _unitStart) = (true, at);
                return false;
            case < ' ':
                throw JsonStream.Unexpected(c, at, "in a string");
            default:
                _unitStart = at;
                EndUnit(c, at + 1);
                return false;
        }
    }

    private void EndUnit(char unit, int end)
    {
        if (!char.IsHighSurrogate(unit))
        {
            (WholeEnd, _openPair) = (end, false);
            return;
        }

        // A first half waits for the second. One before it without a second is a character of its own.
        WholeEnd = _openPair ? _unitStart : WholeEnd;
        _openPair = true;
    }

    private static int Hex(char c, int at) => char.IsAsciiHexDigit(c)
        ? int.Parse([c], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : throw JsonStream.Unexpected(c, at, "in the digits after \\u");
}
