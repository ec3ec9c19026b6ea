namespace Guided.Grammars.Gbnf;

/// <summary>An argument of a macro.</summary>
/// <param name="Index">Where in the text it stands.</param>
internal abstract record GbnfMacroValue(int Index);

/// <summary>A string in quotes.</summary>
internal sealed record GbnfMacroText(int Index, string Value) : GbnfMacroValue(Index);

/// <summary>A number that is not negative.</summary>
internal sealed record GbnfMacroNumber(int Index, int Value) : GbnfMacroValue(Index);

/// <summary><c>true</c>, <c>false</c>, or the name of a rule.</summary>
internal sealed record GbnfMacroName(int Index, string Value) : GbnfMacroValue(Index);

/// <summary>Values in parentheses.</summary>
internal sealed record GbnfMacroTuple(int Index, IReadOnlyList<GbnfMacroValue> Values) : GbnfMacroValue(Index);

/// <summary>The arguments of a macro: those by place, and those by name.</summary>
internal sealed class GbnfMacroArguments
{
    private const int MaxDepth = 20;

    private readonly GbnfReader _reader;
    private readonly GbnfCharacters _characters;
    private readonly Dictionary<string, GbnfMacroValue> _named = new(StringComparer.Ordinal);

    private GbnfMacroArguments(GbnfReader reader, GbnfCharacters characters) => (_reader, _characters) = (reader, characters);

    /// <summary>The arguments without a name.</summary>
    public List<GbnfMacroValue> Values { get; } = [];

    /// <summary>Reads from the opening parenthesis to behind the closing one.</summary>
    public static GbnfMacroArguments Read(GbnfReader reader, GbnfCharacters characters)
    {
        var arguments = new GbnfMacroArguments(reader, characters);
        arguments.ReadList(arguments.ReadArgument, mayEndInComma: false);
        return arguments;
    }

    /// <summary>Takes a named argument out, or null when it is not given.</summary>
    public GbnfMacroValue? Take(string name) => _named.Remove(name, out var value) ? value : null;

    /// <summary>Takes a named argument that is true or false.</summary>
    public bool TakeFlag(string name, bool otherwise) => Take(name) switch
    {
        null => otherwise,
        GbnfMacroName { Value: "true" } => true,
        GbnfMacroName { Value: "false" } => false,
        var other => throw _reader.Error(other.Index, $"{name} is true or false"),
    };

    /// <summary>Checks that no named arguments are left.</summary>
    public void RequireNoMore(string macro)
    {
        foreach (var (name, value) in _named)
        {
            throw _reader.Error(value.Index, $"{macro}(…) has no argument {name}");
        }
    }

    private void ReadArgument()
    {
        var start = _reader.Index;
        if (_reader.TryReadName(out var name))
        {
            _reader.SkipSpace(overLines: true);
            if (_reader.Take('='))
            {
                _reader.SkipSpace(overLines: true);
                if (!_named.TryAdd(name, ReadValue(0)))
                {
                    throw _reader.Error(start, $"the argument {name} is given twice");
                }

                return;
            }

            _reader.Index = start;
        }

        Values.Add(ReadValue(0));
    }

    private GbnfMacroValue ReadValue(int depth)
    {
        var start = _reader.Index;
        switch (_reader.Peek)
        {
            case '"':
                return new GbnfMacroText(start, _characters.ReadText().Text);
            case '(' when depth < MaxDepth:
                var values = new List<GbnfMacroValue>();
                ReadList(() => values.Add(ReadValue(depth + 1)), mayEndInComma: true);
                return new GbnfMacroTuple(start, values);
        }

        if (char.IsAsciiDigit(_reader.Peek) && _reader.TryReadNumber() is { } number)
        {
            return new GbnfMacroNumber(start, number);
        }

        return _reader.TryReadName(out var name)
            ? new GbnfMacroName(start, name)
            : throw _reader.Error($"expected a string, a number, a name or (…), found {_reader.Found()}");
    }

    private void ReadList(Action readItem, bool mayEndInComma)
    {
        var start = _reader.Index++;
        _reader.SkipSpace(overLines: true);
        var more = !_reader.Take(')');
        while (more)
        {
            readItem();
            _reader.SkipSpace(overLines: true);
            more = _reader.Take(',');
            _reader.SkipSpace(overLines: true);
            if (more && mayEndInComma && _reader.Take(')'))
            {
                return;
            }

            if (!more && !_reader.Take(')'))
            {
                throw _reader.AtEnd
                    ? _reader.Error(start, "the arguments are not closed; add ')'")
                    : _reader.Error($"expected ',' or ')', found {_reader.Found()}");
            }
        }
    }
}
