using Guided.Expressions;
using Guided.Grammars.Characters;

namespace Guided.Grammars.Gbnf;

/// <summary>Reads a GBNF text into its rules.</summary>
/// <remarks>
/// The syntax is that of llama.cpp's <c>grammars/README.md</c> and of XGrammar's EBNF. Beyond llama.cpp's own parser, a line may also begin
/// with <c>|</c>, <c>{,n}</c> is <c>{0,n}</c>, and counts have no limit but the engine's budgets.
/// </remarks>
internal sealed class GbnfParser
{
    /// <summary>Groups may be nested this deep; the parser and the compiler recurse.</summary>
    internal const int MaxDepth = 500;

    private readonly GbnfReader _reader;
    private readonly GbnfCharacters _characters;
    private readonly GbnfEmbeddings _embeddings;
    private readonly GbnfMacros _macros;
    private readonly bool _overLines;
    private int _depth;

    private GbnfParser(string text, GbnfOptions options)
    {
        _reader = new GbnfReader(text, options.Dialect);
        _characters = new GbnfCharacters(_reader);
        _embeddings = new GbnfEmbeddings(_reader, options.JsonSchema);
        _macros = new GbnfMacros(_reader, _characters);
        _overLines = options.Dialect == GbnfDialect.XGrammar;
    }

    /// <summary>Reads all rules, in their order.</summary>
    /// <exception cref="GbnfException">The text is not well-formed, or uses what is refused.</exception>
    public static List<GbnfRule> Parse(string text, GbnfOptions options)
    {
        var parser = new GbnfParser(text, options);
        var rules = new List<GbnfRule>();
        while (parser.ReadRule() is { } rule)
        {
            rules.Add(rule);
        }

        return rules;
    }

    private GbnfRule? ReadRule()
    {
        _reader.SkipSpace(overLines: true);
        if (_reader.AtEnd)
        {
            return null;
        }

        var start = _reader.Index;
        if (!_reader.TryReadName(out var name))
        {
            throw _reader.Error($"expected the name of a rule, found {_reader.Found()}; a body that goes on in the next line needs parentheses around it");
        }

        Refusals.CheckAttributes(_reader);
        if (!_reader.TakeAssign())
        {
            throw _reader.Error(
                $"expected ::= after the rule name '{name}', found {_reader.Found()}; a rule is: name ::= body, and a body that goes on in the "
                + "next line needs parentheses around it");
        }

        _reader.SkipSpace(overLines: true);
        return new GbnfRule(name, start, ReadAlternatives());
    }

    private GbnfNode ReadAlternatives()
    {
        var items = new List<GbnfNode> { ReadSequence() };
        while (_reader.Take('|'))
        {
            _reader.SkipSpace(overLines: true);
            items.Add(ReadSequence());
        }

        return items.Count == 1 ? items[0] : new GbnfAlternatives(items);
    }

    private GbnfNode ReadSequence()
    {
        var items = new List<GbnfNode>();
        while (SkipToItem())
        {
            var item = ReadItem();
            _reader.SkipSpace(_overLines || _depth > 0);
            while (_reader.Peek is '*' or '+' or '?' or '{')
            {
                var (min, max) = ReadQuantifier();
                item = new GbnfRepetition(item, min, max);
                _reader.SkipSpace(_overLines || _depth > 0);
            }

            items.Add(item);
        }

        return items.Count == 1 ? items[0] : new GbnfSequence(items);
    }

    /// <summary>Goes to the next item of a sequence; false, at what ends the sequence, when there is none.</summary>
    private bool SkipToItem()
    {
        _reader.SkipSpace(_overLines || _depth > 0);
        if (_depth > 0)
        {
            return !_reader.AtEnd && _reader.Peek is not ('|' or ')');
        }

        var lineEnds = _reader.Peek is '\r' or '\n';
        if (lineEnds)
        {
            _reader.SkipSpace(overLines: true);
        }

        if (_reader.AtEnd || _reader.Peek == '|' || lineEnds)
        {
            return false;
        }

        if (!_reader.IsAtDefinition())
        {
            return _reader.Peek != ')' ? true : throw _reader.Error("this ')' closes no group; take it out");
        }

        return IsFirstOfLine()
            ? false
            : throw _reader.Error("a rule must begin on a line of its own");
    }

    private bool IsFirstOfLine()
    {
        var index = _reader.Index - 1;
        while (index >= 0 && _reader.Text[index] is ' ' or '\t')
        {
            index--;
        }

        return index < 0 || _reader.Text[index] is '\r' or '\n';
    }

    private GbnfNode ReadItem()
    {
        Exploration.ThrowIfCancelled();
        var start = _reader.Index;
        switch (_reader.Peek)
        {
            case '"':
                return _characters.ReadText();
            case '[':
                return _characters.ReadClass();
            case '(':
                return ReadGroup();
            case '.' when _reader.Dialect == GbnfDialect.LlamaCpp:
                _reader.Index++;
                return new GbnfClass(RuneSet.Surrogates.Complement());
            case '/':
                return _embeddings.ReadRegex();
            case '%':
                return _embeddings.ReadJson();
            case '<':
            case '!' when _reader.PeekAt(1) == '<':
                return _embeddings.ReadToken();
            case '*' or '+' or '?' or '{':
                throw _reader.Error($"'{_reader.Peek}' repeats nothing; put what is repeated before it");
        }

        if (!_reader.TryReadName(out var name))
        {
            throw _reader.Error($"expected a string, a class, a rule name, a group, a token or /a regular expression/, found {_reader.Found()}");
        }

        return _reader.Dialect == GbnfDialect.XGrammar && _reader.Peek == '(' && _macros.TryRead(name, start) is { } macro
            ? macro
            : new GbnfCall(name, start);
    }

    private GbnfNode ReadGroup()
    {
        var start = _reader.Index;
        if (Refusals.Lookahead(_reader) is { } reason)
        {
            throw _reader.Error(reason);
        }

        if (_depth == MaxDepth)
        {
            throw _reader.Error($"groups are nested more than {MaxDepth} deep; give the inner ones rules of their own");
        }

        _reader.Index++;
        _depth++;
        var body = ReadAlternatives();
        _depth--;
        return _reader.Take(')') ? body : throw _reader.Error(start, "the group is not closed; add ')'");
    }

    private (int Min, int? Max) ReadQuantifier()
    {
        var start = _reader.Index++;
        switch (_reader.Text[start])
        {
            case '*':
                return (0, null);
            case '+':
                return (1, null);
            case '?':
                return (0, 1);
        }

        SkipBlanks();
        var min = _reader.TryReadNumber();
        SkipBlanks();
        var max = min;
        if (_reader.Take(','))
        {
            SkipBlanks();
            max = _reader.TryReadNumber();
            if (max is null && _overLines && _reader.Peek == '-' && _reader.PeekAt(1) == '1')
            {
                _reader.Index += 2; // XGrammar prints "no upper bound" as −1.
            }
            else if (min is null && max is null)
            {
                throw _reader.Error(start, "the repetition has no bounds; write {m}, {m,}, {m,n} or {,n}");
            }

            SkipBlanks();
        }
        else if (min is null)
        {
            throw _reader.Error($"expected a number, found {_reader.Found()}; write {{m}}, {{m,}}, {{m,n}} or {{,n}}");
        }

        if (!_reader.Take('}'))
        {
            throw _reader.Error($"expected '}}', found {_reader.Found()}; a repetition is {{m}}, {{m,}}, {{m,n}} or {{,n}}");
        }

        return max < (min ?? 0)
            ? throw _reader.Error(start, $"the repetition's bounds {min} and {max} are crossed; put the smaller first")
            : (min ?? 0, max);

        void SkipBlanks() => _reader.SkipSpace(_overLines || _depth > 0);
    }
}
