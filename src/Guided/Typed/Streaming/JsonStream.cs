using System.Text;
using System.Text.Json;

namespace Guided.Typed;

/// <summary>Reads JSON in pieces and gives each value when its last character has come.</summary>
/// <remarks>
/// A number ends when the next character shows it, a word (true, false, null) with its last letter. The structure is checked as it is read;
/// numbers are not looked into before someone reads them.
/// </remarks>
internal sealed class JsonStream(JsonSerializerOptions json)
{
    private enum Expected { Value, ValueOrEnd, NameOrEnd, Name, Colon, CommaOrEnd, Nothing }

    private enum Scalar { None, String, Name, Number, Word }

    private static readonly List<ClosedValue> Nothing = []; // never written

    private readonly StringBuilder _text = new();
    private readonly List<Level> _levels = [];
    private List<ClosedValue> _closed = [];
    private Expected _expected;
    private Scalar _scalar;
    private int _start;
    private JsonStringScanner _string;
    private string _word = "";

    // Up to here the text is whole but for closing brackets.
    private int _wholeEnd;

    /// <summary>Reads a further piece and gives the values that it completes.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public IReadOnlyList<ClosedValue> Push(ReadOnlySpan<char> piece)
    {
        var offset = _text.Length;
        _text.Append(piece);
        for (var i = 0; i < piece.Length; i++)
        {
            Read(piece[i], offset + i);
        }

        return Take();
    }

    /// <summary>Tells that the text is complete, which completes a number at its end.</summary>
    /// <exception cref="JsonException">The text breaks off.</exception>
    public IReadOnlyList<ClosedValue> Finish()
    {
        if (_scalar == Scalar.Number)
        {
            CloseScalar(_text.Length);
        }

        return _expected == Expected.Nothing ? Take() : throw new JsonException($"The JSON breaks off after {_text.Length} characters.");
    }

    /// <summary>The text with what is open closed, and without what is begun and not whole; null when there is nothing.</summary>
    /// <param name="withOpenString">Whether a string value that is being written counts as far as it goes.</param>
    public string? Complete(bool withOpenString)
    {
        var opensString = withOpenString && _scalar == Scalar.String;
        if (_levels.Count == 0 && !opensString)
        {
            return _expected == Expected.Nothing ? _text.ToString(0, _wholeEnd) : null;
        }

        var text = new StringBuilder(_text.ToString(0, opensString ? _string.WholeEnd : _wholeEnd));
        if (opensString)
        {
            text.Append('"');
        }

        for (var i = _levels.Count - 1; i >= 0; i--)
        {
            text.Append(_levels[i].IsList ? ']' : '}');
        }

        return text.ToString();
    }

    internal static JsonException Unexpected(char c, int at, string where) => new($"Character '{c}' at offset {at} is not JSON {where}.");

    private List<ClosedValue> Take()
    {
        if (_closed.Count == 0)
        {
            return Nothing;
        }

        var closed = _closed;
        _closed = [];
        return closed;
    }

    private void Read(char c, int at)
    {
        switch (_scalar)
        {
            case Scalar.String or Scalar.Name:
                if (_string.Push(c, at))
                {
                    CloseScalar(at + 1);
                }

                return;
            case Scalar.Word:
                if (c != _word[at - _start])
                {
                    throw Unexpected(c, at, $"in the word {_word}");
                }

                if (at - _start == _word.Length - 1)
                {
                    CloseScalar(at + 1);
                }

                return;
            case Scalar.Number when char.IsAsciiDigit(c) || c is '+' or '-' or '.' or 'e' or 'E':
                return;
            case Scalar.Number:
                CloseScalar(at);
                break;
        }

        if (c is not (' ' or '\t' or '\n' or '\r'))
        {
            ReadToken(c, at);
        }
    }

    private void ReadToken(char c, int at)
    {
        switch (c, _expected)
        {
            case ('{' or '[', Expected.Value or Expected.ValueOrEnd):
                _levels.Add(new Level(c == '[', at));
                _expected = c == '[' ? Expected.ValueOrEnd : Expected.NameOrEnd;
                _wholeEnd = at + 1;
                break;
            case ('"', Expected.Value or Expected.ValueOrEnd):
                Begin(Scalar.String, at);
                break;
            case ('"', Expected.Name or Expected.NameOrEnd):
                Begin(Scalar.Name, at);
                break;
            case (':', Expected.Colon):
                _expected = Expected.Value;
                break;
            case (',', Expected.CommaOrEnd):
                _expected = _levels[^1].IsList ? Expected.Value : Expected.Name;
                _levels[^1].Index++;
                break;
            case (']', Expected.ValueOrEnd or Expected.CommaOrEnd) when _levels[^1].IsList:
            case ('}', Expected.NameOrEnd or Expected.CommaOrEnd) when !_levels[^1].IsList:
                var start = _levels[^1].Start;
                _levels.RemoveAt(_levels.Count - 1);
                Close(start, at + 1);
                break;
            case ('t' or 'f' or 'n', Expected.Value or Expected.ValueOrEnd):
                _word = c == 't' ? "true" : c == 'f' ? "false" : "null";
                Begin(Scalar.Word, at);
                break;
            case ('-' or (>= '0' and <= '9'), Expected.Value or Expected.ValueOrEnd):
                Begin(Scalar.Number, at);
                break;
            default:
                throw Unexpected(c, at, "here");
        }
    }

    private void Begin(Scalar scalar, int at)
    {
        (_scalar, _start) = (scalar, at);
        _string = new JsonStringScanner(at + 1);
    }

    private void CloseScalar(int end)
    {
        var isName = _scalar == Scalar.Name;
        _scalar = Scalar.None;
        if (isName)
        {
            _levels[^1].Name = JsonStringText.Unescape(_text.ToString(_start + 1, end - _start - 2));
            _expected = Expected.Colon;
        }
        else
        {
            Close(_start, end);
        }
    }

    private void Close(int start, int end)
    {
        _closed.Add(new ClosedValue(Path(), _levels.Count, _text.ToString(start, end - start), json));
        _expected = _levels.Count == 0 ? Expected.Nothing : Expected.CommaOrEnd;
        _wholeEnd = end;
    }

    private string Path()
    {
        var path = new StringBuilder();
        foreach (var level in _levels)
        {
            path.Append('/');
            if (level.IsList)
            {
                path.Append(level.Index);
            }
            else
            {
                path.Append(level.Name!.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            }
        }

        return path.ToString();
    }

    private sealed class Level(bool isList, int start)
    {
        public bool IsList => isList;

        public int Start => start;

        public int Index { get; set; }

        public string? Name { get; set; }
    }
}
