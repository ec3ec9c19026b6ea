using Guided.Grammars.Characters;

namespace Guided.Grammars.Regex;

/// <summary>Reads a pattern into a <see cref="RegexNode"/>.</summary>
internal sealed class RegexParser
{
    /// <summary>Groups may be nested this deep; the parser and the compiler recurse.</summary>
    internal const int MaxDepth = 250;

    private readonly RegexReader _reader;
    private readonly RegexClassParser _classes;
    private readonly RegexDialect _dialect;
    private bool _dotAll;
    private bool _lines;
    private bool _skipSpace;
    private int _depth;

    private RegexParser(string pattern, RegexOptions options)
    {
        _reader = new RegexReader(pattern);
        _dialect = options.Dialect;
        _classes = new RegexClassParser(_reader, options.Dialect);
        (_classes.IgnoreCase, _classes.Ascii, _dotAll, _lines, _skipSpace) =
            (options.IgnoreCase, options.Ascii, options.DotAll, options.Multiline, options.IgnorePatternWhitespace);
    }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="RegexException">The pattern is not well-formed, or uses what no regular language has.</exception>
    public static RegexNode Parse(string pattern, RegexOptions options)
    {
        var parser = new RegexParser(pattern, options);
        var node = parser.Alternation();
        return parser._reader.AtEnd ? node : throw parser._reader.Error("this ')' closes no group");
    }

    private RegexNode Alternation()
    {
        var branches = new List<RegexNode> { Sequence() };
        while (_reader.Take('|'))
        {
            branches.Add(Sequence());
        }

        return branches.Count == 1 ? branches[0] : new AlternationNode(branches);
    }

    private RegexNode Sequence()
    {
        var items = new List<RegexNode>();
        while (true)
        {
            SkipSpace();
            if (_reader.AtEnd || _reader.Peek is '|' or ')')
            {
                return items.Count == 1 ? items[0] : new SequenceNode(items);
            }

            var position = _reader.Position;
            if (Atom() is { } atom)
            {
                items.Add(Quantified(atom, position));
            }
        }
    }

    /// <summary>One item, or null for what only changes how the rest is read, such as <c>(?i)</c>.</summary>
    private RegexNode? Atom()
    {
        var position = _reader.Position;
        switch (_reader.Peek)
        {
            case '(':
                return Group();
            case '[':
                return new SetNode(_classes.Class(), position);
            case '.':
                _reader.Skip(1);
                return new SetNode(Dot(), position);
            case '^':
                _reader.Skip(1);
                return Anchor(_lines ? AnchorKind.LineStart : AnchorKind.Start, position);
            case '$':
                _reader.Skip(1);
                return Anchor(_lines ? AnchorKind.LineEnd : _dialect == RegexDialect.DotNet ? AnchorKind.EndOrFinalNewline : AnchorKind.End, position);
            case '*' or '+' or '?':
                throw _reader.Error($"'{_reader.Peek}' has nothing to repeat");
            case '\\':
                return Escape(position);
            default:
                return new SetNode(_classes.Literal(), position);
        }
    }

    private RegexNode Escape(int position)
    {
        AnchorKind? anchor = _reader.PeekAt(1) switch
        {
            'b' => AnchorKind.WordBoundary,
            'B' => AnchorKind.NoWordBoundary,
            'A' or 'G' when _dialect == RegexDialect.DotNet => AnchorKind.Start,
            'z' when _dialect == RegexDialect.DotNet => AnchorKind.End,
            'Z' when _dialect == RegexDialect.DotNet => AnchorKind.EndOrFinalNewline,
            _ => null,
        };
        if (anchor is { } kind)
        {
            _reader.Skip(2);
            return Anchor(kind, position);
        }

        return _reader.PeekAt(1) switch
        {
            >= '1' and <= '9' or 'k' => throw _reader.Error("back-references are not regular, so they cannot be enforced"),
            'X' or 'R' or 'K' => throw _reader.Error($@"'\{_reader.PeekAt(1)}' is not part of the dialect"),
            _ => new SetNode(_classes.Escape(), position),
        };
    }

    private RegexNode? Group()
    {
        var position = _reader.Position;
        _reader.Skip(1);
        if (++_depth > MaxDepth)
        {
            throw _reader.ErrorAt(position, $"groups are nested more than {MaxDepth} deep");
        }

        var (ignoreCase, ascii, dotAll, lines, skipSpace) = (_classes.IgnoreCase, _classes.Ascii, _dotAll, _lines, _skipSpace);
        Func<RegexNode, RegexNode> wrap = body => body;
        if (_reader.Take('?'))
        {
            if (Look(position) is { } look)
            {
                wrap = look;
            }
            else if (!GroupStart(position))
            {
                _depth--;
                return null;
            }
        }

        var node = wrap(Alternation());
        if (!_reader.Take(')'))
        {
            throw _reader.ErrorAt(position, "this group is not closed");
        }

        _depth--;
        (_classes.IgnoreCase, _classes.Ascii, _dotAll, _lines, _skipSpace) = (ignoreCase, ascii, dotAll, lines, skipSpace);
        return node;
    }

    private Func<RegexNode, RegexNode>? Look(int position)
    {
        var behind = _reader.Peek == '<';
        var kind = behind ? _reader.PeekAt(1) : _reader.Peek;
        if (kind == '>' && !behind)
        {
            _reader.Skip(1);
            return body => new AtomicNode(body, position);
        }

        if (kind is not ('=' or '!'))
        {
            return null;
        }

        _reader.Skip(behind ? 2 : 1);
        return body => new LookNode(body, behind, Negative: kind == '!', position);
    }

    /// <summary>Reads what stands between <c>(?</c> and the body; false when there is no body, as in <c>(?i)</c>.</summary>
    private bool GroupStart(int position)
    {
        if (_reader.Take(':'))
        {
            return true;
        }

        if (_reader.Take("P<") || _reader.Take('<') || (_dialect == RegexDialect.DotNet && _reader.Take('\'')))
        {
            var name = _reader.TakeWhile(c => c is not ('>' or '\'' or ')'));
            if (name.Contains('-', StringComparison.Ordinal))
            {
                throw _reader.ErrorAt(position, "balancing groups are not regular, so they cannot be enforced");
            }

            if (name.Length == 0 || !(_reader.Take('>') || _reader.Take('\'')))
            {
                throw _reader.ErrorAt(position, "the group's name is not closed or empty");
            }

            return true;
        }

        return _reader.Peek switch
        {
            '(' => throw _reader.ErrorAt(position, "conditional groups are not supported; write the cases as alternatives with lookaheads"),
            'P' when _reader.PeekAt(1) == '=' => throw _reader.ErrorAt(position, "back-references are not regular, so they cannot be enforced"),
            'R' or '&' or '+' or (>= '0' and <= '9') or 'P' =>
                throw _reader.ErrorAt(position, "groups that call a pattern are not regular; write a grammar with rules"),
            _ => Flags(position),
        };
    }

    private bool Flags(int position)
    {
        var on = true;
        while (true)
        {
            switch (_reader.AtEnd ? '\0' : _reader.Next())
            {
                case 'i':
                    _classes.IgnoreCase = on;
                    break;
                case 's':
                    _dotAll = on;
                    break;
                case 'x':
                    _skipSpace = on;
                    break;
                case 'm':
                    _lines = on;
                    break;
                case 'u':
                    _classes.Ascii = !on;
                    break;
                case 'n' or 'U':
                    break; // what is captured, and whether more or fewer are tried first, is the same language
                case '-':
                    on = false;
                    break;
                case ':':
                    return true;
                case ')':
                    return false;
                default:
                    throw _reader.ErrorAt(position, "this kind of group is not known");
            }
        }
    }

    private RegexNode Quantified(RegexNode atom, int position)
    {
        SkipSpace();
        if (RegexQuantifier.Read(_reader) is not { } bounds)
        {
            return atom;
        }

        if (bounds.Max < bounds.Min)
        {
            throw _reader.ErrorAt(position, $"the bounds {bounds.Min} and {bounds.Max} are in the wrong order");
        }

        var lazy = _reader.Take('?');
        SkipSpace();
        if (RegexQuantifier.Read(_reader) is not null)
        {
            throw _reader.Error("a quantifier stands after another; put the first into a group");
        }

        return new LoopNode(atom, bounds.Min, bounds.Max, lazy, position);
    }

    /// <summary>Skips comments, and white space where it does not count.</summary>
    private void SkipSpace()
    {
        while (!_reader.AtEnd)
        {
            var start = _reader.Position;
            if (_reader.Take("(?#"))
            {
                _reader.SkipTo(')', start, "comment");
            }
            else if (_skipSpace && char.IsWhiteSpace(_reader.Peek))
            {
                _reader.Skip(1);
            }
            else if (_skipSpace && _reader.Peek == '#')
            {
                _ = _reader.TakeWhile(c => c != '\n');
            }
            else
            {
                return;
            }
        }
    }

    private AnchorNode Anchor(AnchorKind kind, int position) => new(
        kind,
        kind switch
        {
            AnchorKind.WordBoundary or AnchorKind.NoWordBoundary => _classes.Word,
            AnchorKind.LineStart or AnchorKind.LineEnd => LineEnds,
            _ => RuneSet.None,
        },
        position);

    private RuneSet LineEnds => _dialect == RegexDialect.DotNet
        ? RuneSet.Of('\n')
        : RuneSet.Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029));

    private RuneSet Dot() => _dotAll ? _classes.All : _classes.All.Except(LineEnds);
}
