using Guided.Expressions;

namespace Guided.Rules;

/// <summary>A language of texts, ready to be turned into an automaton.</summary>
/// <remarks>
/// The constructor runs the passes that make any context-free grammar fit for reading from left to right: rules that match nothing are cut
/// away, and left recursion (direct, indirect, and hidden behind rules that may be empty) becomes repetition. Immutable afterwards and safe
/// for concurrent use.
/// </remarks>
public sealed class Grammar
{
    private readonly Lock _gate = new();
    private readonly RuleBodies _bodies;
    private readonly ShortestLengths _shortest;
    private readonly LinearForms _forms;

    /// <summary>Prepares a grammar.</summary>
    /// <param name="factory">The factory that made <paramref name="root"/>.</param>
    /// <param name="root">The expression of a whole text.</param>
    /// <param name="name">A name for messages.</param>
    /// <param name="progress">Told which pass runs and how much was done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the preparation early.</param>
    /// <exception cref="GrammarException">A rule is called but not defined, or no text matches.</exception>
    /// <exception cref="GrammarLimitException">A budget was used up.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Grammar(
        ExpressionFactory factory,
        Expression root,
        string name = "grammar",
        IProgress<GrammarProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(root);
        ArgumentException.ThrowIfNullOrEmpty(name);
        Factory = factory;
        Name = name;
        _bodies = new RuleBodies(factory);
        var work = new CompileWork(factory.Limits, progress, cancellationToken);
        using var exploration = Exploration.Begin(cancellationToken);
        try
        {
            work.Begin("collecting rules");
            _bodies.Collect(root, work);
            work.Begin("rules without members");
            root = Trim(root, work, report: true);
            var version = _bodies.Version;
            work.Begin("rules that may be empty");
            root = new EmptyTexts(factory, _bodies, work).Remove(root);
            work.Begin("left recursion");
            new LeftRecursion(factory, _bodies, work).Eliminate();
            work.Begin("rules without members");
            Root = _bodies.Version == version ? root : Trim(root, work, report: false);
            work.Begin("shortest texts");
            _shortest = new ShortestLengths(_bodies, work);
            _forms = new LinearForms(factory, _bodies);
            RequireFinite(work);
        }
        catch (GrammarLimitException e) when (!e.HasGrammar)
        {
            throw e.In(name, work.Rule?.Name);
        }
    }

    /// <summary>The name given at construction.</summary>
    public string Name { get; }

    /// <summary>The factory of the grammar's expressions.</summary>
    public ExpressionFactory Factory { get; }

    /// <summary>The expression of a whole text, trimmed.</summary>
    public Expression Root { get; }

    /// <summary>The names of rules that were cut away because no text matches them.</summary>
    public IReadOnlyCollection<string> UnproductiveRules { get; private set; } = [];

    /// <summary>The length in bytes of the shortest text that matches.</summary>
    public int ShortestLength => ShortestOf(Root);

    /// <summary>What an expression can begin with: see <see cref="LinearForm"/>.</summary>
    internal LinearForm LinearFormOf(Expression expression)
    {
        lock (_gate)
        {
            return _forms.Of(expression);
        }
    }

    /// <summary>The length in bytes of the shortest text that matches an expression.</summary>
    internal int ShortestOf(Expression expression)
    {
        lock (_gate)
        {
            return _shortest.Of(expression);
        }
    }

    /// <summary>The length in bytes of what is missing to the shortest text of a capture that something follows.</summary>
    internal int ShortestOf(Expression head, CapturedNode captured)
    {
        lock (_gate)
        {
            return ShortestCapture.Of(_shortest, head, captured.Text(), captured.Definition);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Root}";

    private Expression Trim(Expression root, CompileWork work, bool report)
    {
        var productive = new Productivity(_bodies, work);
        if (!productive.Of(root))
        {
            throw new GrammarException($"No text matches {Name}: every way through {root} is endless or contradictory.");
        }

        var cut = productive.Unproductive;
        if (cut.Count == 0 && !productive.HasDeadParts)
        {
            return root;
        }

        if (report)
        {
            UnproductiveRules = [.. cut.Select(r => r.Name)];
        }

        return _bodies.Remove(cut, root, work);
    }

    /// <summary>Refuses rules whose shortest text nothing could finish.</summary>
    private void RequireFinite(CompileWork work)
    {
        foreach (var rule in _bodies.Rules)
        {
            work.Rule = rule;
            RequireFinite(_bodies[rule]);
        }

        work.Rule = null;
        RequireFinite(Root);
    }

    private void RequireFinite(Expression expression)
    {
        if (_shortest.Of(expression) > Factory.Limits.MaxShortestText)
        {
            throw new GrammarLimitException(nameof(GrammarLimits.MaxShortestText), Factory.Limits.MaxShortestText);
        }
    }
}
