using Guided.Expressions;
using Guided.Rules;

namespace Guided.Automata;

/// <summary>Reads a grammar byte by byte. Its states are made as they are reached and kept.</summary>
/// <remarks>
/// Belongs to the grammar alone; a <see cref="TokenAutomaton"/> puts a vocabulary on top. A state is made under a lock, once; reading what
/// is there takes none, so one automaton serves all threads.
/// </remarks>
public sealed partial class ByteAutomaton
{
    private readonly Lock _gate = new();
    private readonly InternTable<Configuration> _configurations = new();
    private readonly StackTable _stacks;
    private readonly ConfigurationBuilder _builder;
    private readonly ConfigurationBuilder _expansion;
    private readonly Stack<StackNode> _pending = new();
    private readonly GrammarLimits _limits;

    /// <summary>Makes the automaton of a grammar.</summary>
    public ByteAutomaton(Grammar grammar)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        Grammar = grammar;
        _limits = grammar.Factory.Limits;
        _stacks = new StackTable(grammar);
        _builder = new ConfigurationBuilder(grammar.Factory, _stacks);
        _expansion = new ConfigurationBuilder(grammar.Factory, _stacks);
        Dead = Intern([], isAccepting: false);
        try
        {
            lock (_gate)
            {
                Start = Expand(_stacks.Push(grammar.Root, _stacks.Bottom));
            }
        }
        catch (GrammarLimitException e) when (!e.HasGrammar)
        {
            throw e.In(grammar.Name);
        }
    }

    /// <summary>The grammar.</summary>
    public Grammar Grammar { get; }

    /// <summary>The number of states made so far.</summary>
    public int StateCount => _configurations.Count;

    internal Configuration Start { get; }

    internal Configuration Dead { get; }

    /// <summary>Whether a text is in the grammar's language.</summary>
    public bool Matches(ReadOnlySpan<byte> text) => Read(text).IsAccepting;

    /// <summary>Whether some text of the language begins with these bytes.</summary>
    public bool IsPrefix(ReadOnlySpan<byte> text) => !Read(text).IsDead;

    internal Configuration Read(ReadOnlySpan<byte> text)
    {
        var configuration = Start;
        foreach (var value in text)
        {
            if (configuration.IsDead)
            {
                break;
            }

            configuration = Step(configuration, value);
        }

        return configuration;
    }

    /// <summary>The configuration after one more byte; <see cref="Dead"/> when nothing continues.</summary>
    internal Configuration Step(Configuration configuration, byte value)
    {
        if (configuration.Items.Length == 0)
        {
            return Dead;
        }

        return configuration.FindNext(value) ?? (configuration.First.Contains(value) ? MakeNextOrSay(configuration, value) : Dead);
    }

    /// <summary>What can be read once a set of stacks is reached.</summary>
    internal Configuration ExpandShared(StackNode node)
    {
        if (node.Expanded is { } known)
        {
            return known;
        }

        try
        {
            lock (_gate)
            {
                return Expand(node);
            }
        }
        catch (GrammarLimitException e) when (!e.HasGrammar)
        {
            throw e.In(Grammar.Name);
        }
    }

    /// <summary>The items of a configuration in which nothing depends on the text above.</summary>
    internal Configuration WithoutCaptured(Configuration configuration)
    {
        if (configuration.Plain is { } known)
        {
            return known;
        }

        lock (_gate)
        {
            return configuration.Plain = Intern(Array.FindAll(configuration.Items, i => !i.Below.HasCaptured), configuration.IsAccepting);
        }
    }

    /// <summary>What can be read once the text above a set of stacks ends, apart from what depends on that text.</summary>
    internal Configuration ExpandPlain(StackNode node)
    {
        if (!node.IsBottom && node.Frames is [{ Captured: not null }])
        {
            return Dead;
        }

        lock (_gate)
        {
            return Expand(_stacks.WithoutCaptured(node));
        }
    }

    /// <summary>What can be read below a frame with something in place of its capture.</summary>
    internal Configuration ExpandResolved(Frame frame, Expression after)
    {
        lock (_gate)
        {
            return Expand(_stacks.Resolve(frame, after));
        }
    }

    /// <summary>The stacks after some more bytes of the texts that captures in them depend on.</summary>
    internal StackNode Extend(StackNode node, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            foreach (var value in bytes)
            {
                node = _stacks.Extend(node, value);
            }

            return node;
        }
    }

    private Configuration MakeNextOrSay(Configuration configuration, byte value)
    {
        Exploration.ThrowIfCancelled();
        try
        {
            return MakeNext(configuration, value);
        }
        catch (GrammarLimitException e) when (!e.HasGrammar)
        {
            throw e.In(Grammar.Name);
        }
    }

    private Configuration MakeNext(Configuration configuration, byte value)
    {
        lock (_gate)
        {
            _builder.Clear();
            foreach (var (head, below) in configuration.Items)
            {
                if (!FirstBytes.Of(head).Set.Contains(value))
                {
                    continue;
                }

                var rest = Derivatives.Step(head, value);
                if (rest.Kind == ExpressionKind.Empty)
                {
                    continue;
                }

                var extended = _stacks.Extend(below, value);
                if (rest.Kind != ExpressionKind.Epsilon)
                {
                    _builder.Add(rest, extended);
                }

                if (rest.IsNullable)
                {
                    _builder.Add(Expand(extended));
                }
            }

            var next = Intern(_builder.ToItems(), _builder.IsAccepting);
            configuration.KeepNext(value, next);
            return next;
        }
    }

    private Configuration Expand(StackNode node)
    {
        if (node.Expanded is null)
        {
            _expansion.Clear();
            AddExpansion(node);
            node.Expanded = Intern(_expansion.ToItems(), _expansion.IsAccepting);
        }

        return node.Expanded;
    }

    /// <summary>Adds what can be read at a set of stacks, and below wherever a continuation may be empty.</summary>
    private void AddExpansion(StackNode root)
    {
        var pending = _pending;
        pending.Clear();
        pending.Push(root);
        while (pending.TryPop(out var node))
        {
            if (!_expansion.BeginExpansion(node))
            {
                continue;
            }

            if (node.Expanded is { } known)
            {
                _expansion.Add(known);
                continue;
            }

            _expansion.IsAccepting |= node.IsBottom;
            foreach (var frame in node.Frames)
            {
                var form = Grammar.LinearFormOf(frame.Continuation);
                foreach (var item in form.Items)
                {
                    var below = _stacks.Push(item.Continuation, frame.Below);
                    _expansion.Add(item.Head, below);
                    if (item.Head.IsNullable)
                    {
                        pending.Push(below);
                    }
                }

                foreach (var call in form.Calls)
                {
                    pending.Push(_stacks.Push(call.Head, _stacks.Push(call.Continuation, frame.Below)));
                }

                if (form.IsNullable)
                {
                    pending.Push(frame.Below);
                }
            }
        }
    }

    private Configuration Intern(ReadOnlySpan<Item> items, bool isAccepting)
    {
        var hash = isAccepting ? 1 : 0;
        foreach (var (head, below) in items)
        {
            hash = (((hash * 31) + head.Id) * 31) + below.Id;
        }

        lock (_gate)
        {
            for (var slot = _configurations.FirstSlot(hash); _configurations.At(slot) is { } known; slot = _configurations.NextSlot(slot))
            {
                if (known.Hash == hash && known.IsAccepting == isAccepting && known.Items.AsSpan().SequenceEqual(items))
                {
                    return known;
                }
            }

            if (_configurations.Count >= _limits.MaxStates)
            {
                throw new GrammarLimitException(nameof(GrammarLimits.MaxStates), _limits.MaxStates);
            }

            var configuration = new Configuration(_configurations.Count, hash, items.ToArray(), isAccepting, Grammar.Factory.Classes);
            _configurations.Add(configuration);
            return configuration;
        }
    }
}
