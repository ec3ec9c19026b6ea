using System.Text;

namespace Guided.Expressions;

/// <summary>Makes expressions, so that equal ones are the same object.</summary>
/// <remarks>
/// <para>A grammar has one factory. A factory may have a parent that holds expressions common to many grammars (such as the body of a JSON
/// string): what is built from the parent's nodes alone and exists there is taken from there, and with it all that is already known of it.</para>
/// <para>Safe for concurrent use: making a node takes a lock, reading one does not.</para>
/// </remarks>
public sealed partial class ExpressionFactory
{
    private const int CheckEvery = 1 << 10;
    private const int ClassesPerExpression = 16;

    private static int _lastId;

    private readonly Lock _gate = new();
    private readonly NodeTable _nodes = new();
    private readonly ExpressionFactory? _parent;
    private long _size;
    private long _nextCheck;

    /// <summary>Makes a factory.</summary>
    /// <param name="parent">A factory whose expressions this one may share, or null.</param>
    /// <param name="limits">The budgets; null for the defaults.</param>
    public ExpressionFactory(ExpressionFactory? parent = null, GrammarLimits? limits = null)
    {
        _parent = parent;
        parent?.IsParent = true;
        Limits = limits ?? GrammarLimits.Default;
        Empty = parent?.Empty ?? new EmptyNode(this, NextId());
        Epsilon = parent?.Epsilon ?? new EpsilonNode(this, NextId());
        AnyByte = parent?.AnyByte ?? Bytes(ByteSet.All);
        Everything = parent?.Everything ?? Complement(Empty);
        Classes = new ByteClassTable(parent?.Classes);
    }

    /// <summary>The empty language ∅.</summary>
    public Expression Empty { get; }

    /// <summary>The empty string ε.</summary>
    public Expression Epsilon { get; }

    /// <summary>Any one byte.</summary>
    public Expression AnyByte { get; }

    /// <summary>All byte strings.</summary>
    public Expression Everything { get; }

    /// <summary>The budgets that making and exploring expressions runs under.</summary>
    public GrammarLimits Limits { get; }

    /// <summary>Whether other factories share the expressions of this one: what is found out about those is kept for all.</summary>
    internal bool IsParent { get; private set; }

    /// <summary>How much of <see cref="GrammarLimits.MaxExpressions"/> is used.</summary>
    internal long Size => _size;

    internal ByteClassTable Classes { get; }

    /// <summary>One byte out of a set.</summary>
    public Expression Bytes(ByteSet set) => set.IsEmpty ? Empty : Intern(new NodeKey(set));

    /// <summary>A text, as its UTF-8 bytes.</summary>
    public Expression Literal(string text) => Literal(Encoding.UTF8.GetBytes(text));

    /// <summary>A byte string.</summary>
    public Expression Literal(ReadOnlySpan<byte> bytes)
    {
        var result = Epsilon;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            result = Concat(Bytes(ByteSet.Of(bytes[i])), result);
        }

        return result;
    }

    /// <summary>A special token, by the name it is written with (such as <c>&lt;|tool|&gt;</c>). Text that spells the name does not match.</summary>
    public Expression SpecialToken(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Literal([Vocabularies.Vocabulary.SpecialMark, .. Encoding.UTF8.GetBytes(name), Vocabularies.Vocabulary.SpecialMark]);
    }

    /// <summary>Any text: all byte strings without special tokens. Not confined to valid UTF-8, as the output of a model is not.</summary>
    public Expression AnyText => Star(Bytes(~ByteSet.Of(Vocabularies.Vocabulary.SpecialMark)));

    /// <summary>Several expressions one after another; ε when there are none.</summary>
    public Expression Concat(params ReadOnlySpan<Expression> parts)
    {
        var result = Epsilon;
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            result = Concat(parts[i], result);
        }

        return result;
    }

    /// <summary>One of two expressions.</summary>
    public Expression Choice(Expression first, Expression second) => Choice([first, second]);

    /// <summary>A body or nothing.</summary>
    public Expression Optional(Expression body) => Choice([Epsilon, body]);

    /// <summary>A body any number of times.</summary>
    public Expression Star(Expression body) => Repeat(body, 0, null);

    /// <summary>A body once or more.</summary>
    public Expression Plus(Expression body) => Repeat(body, 1, null);

    /// <summary>Items with a separator between them.</summary>
    public Expression Separated(Expression item, Expression separator, int min = 0, int? max = null)
    {
        if (max == 0)
        {
            return Epsilon;
        }

        var some = Concat(item, Repeat(Concat(separator, item), Math.Max(min - 1, 0), max - 1));
        return min == 0 ? Optional(some) : some;
    }

    /// <summary>One Unicode scalar value out of the given inclusive ranges, as its UTF-8 bytes. Surrogates are left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A bound is outside 0 … 0x10FFFF.</exception>
    public Expression Runes(IEnumerable<(int First, int Last)> ranges) => Utf8Ranges.Build(this, ranges);

    /// <summary>One of many texts; common beginnings are shared. Linear in the total length.</summary>
    public Expression Literals(IEnumerable<string> texts) => LiteralTrie.Build(this, texts.Select(Encoding.UTF8.GetBytes));

    /// <summary>Declares a rule, to be defined later.</summary>
    public static Rule DeclareRule(string name) => new(name);

    /// <summary>A call of a rule.</summary>
    /// <remarks>
    /// Calls mark what the automaton treats as a unit of its own (a frame): the mask of a rule's body is computed once, wherever the
    /// rule is called from. Give a rule to whatever is long or recurs; write short things in place.
    /// </remarks>
    public Expression Call(Rule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Intern(new NodeKey(ExpressionKind.Call, rule));
    }

    /// <summary>A rule of its own around a body, and the call of it.</summary>
    public Expression Frame(string name, Expression body)
    {
        var rule = DeclareRule(name);
        rule.Define(body);
        return Call(rule);
    }

    /// <summary>An unknown of a system of regular equations.</summary>
    public Expression Variable(RegularVariable variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return Intern(new NodeKey(ExpressionKind.Variable, variable));
    }

    /// <summary>An expression that is made when it is first needed.</summary>
    public Expression Lazy(LazyExpression definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Intern(new NodeKey(ExpressionKind.Lazy, definition));
    }

    /// <summary>A regular language decided by code.</summary>
    public Expression Machine(ByteMachine state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Intern(new NodeKey(ExpressionKind.Machine, state));
    }

    /// <summary>Counts the memory of a table of derivatives: sixteen of them take as much as an expression.</summary>
    internal void CountTable(int classes)
    {
        if (classes >= ClassesPerExpression)
        {
            lock (_gate)
            {
                Spend(classes / ClassesPerExpression);
            }
        }
    }

    /// <summary>A regular expression, and behind each of its members what a definition says.</summary>
    /// <param name="text">The expression; it must not match the empty text.</param>
    /// <param name="definition">What follows.</param>
    /// <exception cref="ArgumentException">The expression is not regular, or may be empty.</exception>
    public Expression Capture(Expression text, Capture definition)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(definition);
        RequireRegular(text, nameof(Capture));
        if (text.IsNullable)
        {
            throw new ArgumentException("The text of a capture may not be empty: put what ends it, such as a closing quote, inside.", nameof(text));
        }

        return text == Empty ? Empty : Intern(new NodeKey(ExpressionKind.Capture, text, definition));
    }

    /// <summary>What follows a capture of which nothing has been read yet.</summary>
    internal CapturedNode Captured(Capture definition) => (CapturedNode)Intern(new NodeKey(ExpressionKind.Captured, definition));

    /// <summary>What follows a capture of which one more byte has been read.</summary>
    internal CapturedNode Extend(CapturedNode captured, byte value)
    {
        if (captured.Owner != this)
        {
            return captured.Owner.Extend(captured, value);
        }

        lock (_gate)
        {
            if (captured.FindLonger(value) is { } known)
            {
                return known;
            }

            Spend(1);
            return captured.MakeLonger(NextId(), value);
        }
    }

    private static int NextId() => Interlocked.Increment(ref _lastId);

    private Expression Intern(in NodeKey key)
    {
        // What has a part of this factory's own is not in the parent.
        if (_parent is not null && !key.HasPartOf(this) && _parent.Find(key) is { } shared)
        {
            return shared;
        }

        if (_nodes.Find(key) is { } known)
        {
            return known;
        }

        lock (_gate)
        {
            if (_nodes.Find(key) is { } made)
            {
                return made;
            }

            var node = key.Make(this, NextId());
            Count(node);
            _nodes.Add(node);
            return node;
        }
    }

    /// <summary>Counts a new node against the budgets.</summary>
    private void Count(Expression node)
    {
        Spend(1 + node switch
        {
            ChoiceNode choice => choice.Items.Length,
            IntersectionNode both => both.Items.Length,
            _ => 0,
        });
        if (node.Nesting > Limits.MaxNesting)
        {
            throw new GrammarLimitException(nameof(GrammarLimits.MaxNesting), Limits.MaxNesting);
        }
    }

    /// <summary>Counts expressions, and looks for cancellation now and then.</summary>
    private void Spend(int size)
    {
        _size += size;
        if (_size > Limits.MaxExpressions)
        {
            throw new GrammarLimitException(nameof(GrammarLimits.MaxExpressions), Limits.MaxExpressions);
        }

        if (_size >= _nextCheck)
        {
            _nextCheck = _size + CheckEvery;
            Exploration.ThrowIfCancelled();
        }
    }

    private Expression? Find(in NodeKey key) => _parent?.Find(key) ?? _nodes.Find(key);
}
