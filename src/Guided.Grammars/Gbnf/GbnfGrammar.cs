using Guided.Expressions;
using Guided.Grammars.JsonSchema;
using Guided.Rules;
using Guided.Steering;

namespace Guided.Grammars.Gbnf;

/// <summary>A grammar written in llama.cpp's GBNF or in XGrammar's EBNF.</summary>
public sealed class GbnfGrammar
{
    private GbnfGrammar(Grammar grammar, IReadOnlyList<GbnfWarning> warnings) => (Grammar, Warnings) = (grammar, warnings);

    /// <summary>The grammar, ready for an automaton.</summary>
    public Grammar Grammar { get; }

    /// <summary>Rules that no text can use: not reached from the root, or endless.</summary>
    public IReadOnlyList<GbnfWarning> Warnings { get; }

    /// <summary>Reads a grammar.</summary>
    /// <param name="text">The rules.</param>
    /// <param name="root">The name of the rule that a whole generated text matches.</param>
    /// <param name="options">How the text is read; null for the defaults.</param>
    /// <param name="progress">Told which pass runs and how much was done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="GbnfException">The text is not well-formed, uses what is refused, or no text matches; with line and column.</exception>
    /// <exception cref="GrammarLimitException">A budget was used up.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Grammar Parse(
        string text,
        string root = "root",
        GbnfOptions? options = null,
        IProgress<GrammarProgress>? progress = null,
        CancellationToken cancellationToken = default) => Load(text, root, options, progress, cancellationToken).Grammar;

    /// <summary>Reads a grammar and tells what in it has no effect.</summary>
    /// <param name="text">The rules.</param>
    /// <param name="root">The name of the rule that a whole generated text matches.</param>
    /// <param name="options">How the text is read; null for the defaults.</param>
    /// <param name="progress">Told which pass runs and how much was done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="GbnfException">The text is not well-formed, uses what is refused, or no text matches; with line and column.</exception>
    /// <exception cref="GrammarLimitException">A budget was used up.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static GbnfGrammar Load(
        string text,
        string root = "root",
        GbnfOptions? options = null,
        IProgress<GrammarProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= GbnfOptions.Default;
        var factory = JsonSchemaGrammar.CreateFactory(options.Limits);
        using var exploration = Exploration.Begin(cancellationToken);
        progress?.Report(new GrammarProgress("reading the rules", 0));
        Exploration.ThrowIfCancelled();
        var rules = Read(text, root, options, out var parsed);
        var expression = GbnfCompiler.Compile(factory, rules, root, options.External);
        Grammar grammar;
        try
        {
            grammar = new Grammar(factory, expression, root, progress, cancellationToken);
        }
        catch (GrammarException exception)
        {
            throw new GbnfException(
                GbnfPosition.Of(text, rules[root].Index),
                $"no text matches rule '{root}', since every way through it is endless; give its recursion a way out",
                exception);
        }

        return new GbnfGrammar(grammar, FindUseless(text, parsed, rules, grammar));
    }

    /// <summary>The expression of the texts that a grammar's root matches, as part of a larger grammar.</summary>
    /// <param name="factory">
    /// Where to make the expression; from <see cref="JsonSchemaGrammar.CreateFactory"/> when the text embeds a JSON Schema.
    /// </param>
    /// <param name="text">The rules.</param>
    /// <param name="root">The name of the rule that a whole text matches.</param>
    /// <param name="options">How the text is read; null for the defaults. The factory's budgets hold instead of the options'.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="GbnfException">The text is not well-formed or uses what is refused; with line and column.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Expression Build(
        ExpressionFactory factory, string text, string root = "root", GbnfOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        using var exploration = Exploration.Begin(cancellationToken);
        Exploration.ThrowIfCancelled();
        options ??= GbnfOptions.Default;
        return GbnfCompiler.Compile(factory, Read(text, root, options, out _), root, options.External);
    }

    /// <summary>A gate for steering: the parts of the output that a rule of the grammar matches, with all inside them.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="text">The rules of the grammar that the output is held to.</param>
    /// <param name="root">The name of the rule that a whole text matches.</param>
    /// <param name="options">How the text is read; null for the defaults.</param>
    /// <exception cref="GbnfException">The text is not well-formed, uses what is refused, or no text matches; with line and column.</exception>
    /// <exception cref="SteeringException">The grammar has no such rule, or the root does not lead to it.</exception>
    public static SteeringGate Gate(string rule, string text, string root = "root", GbnfOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(rule);
        options ??= GbnfOptions.Default;
        var factory = JsonSchemaGrammar.CreateFactory(options.Limits);
        var rules = Read(text, root, options, out _);
        if (!rules.Reachable.Contains(rule))
        {
            throw new SteeringException($"The grammar's rule '{root}' does not lead to a rule '{rule}'; it leads to {string.Join(", ", rules.Reachable)}.");
        }

        var expression = GbnfCompiler.Compile(factory, rules, root, options.External, rule);
        return SteeringGate.Marked(new Grammar(factory, expression, root), $"rule {rule} of {root} in {text}");
    }

    private static GbnfRules Read(string text, string root, GbnfOptions options, out List<GbnfRule> parsed)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(root);
        parsed = GbnfParser.Parse(text, options);
        return new GbnfRules(text, parsed, root, options.External.Keys);
    }

    private static List<GbnfWarning> FindUseless(string text, List<GbnfRule> parsed, GbnfRules rules, Grammar grammar)
    {
        var reachable = rules.Reachable.ToHashSet(StringComparer.Ordinal);
        var unproductive = grammar.UnproductiveRules.ToHashSet(StringComparer.Ordinal);
        var warnings = new List<GbnfWarning>();
        foreach (var rule in parsed)
        {
            var message = !reachable.Contains(rule.Name) ? $"rule '{rule.Name}' is never used"
                : unproductive.Contains(rule.Name) ? $"no text matches rule '{rule.Name}', so every alternative with it is dead"
                : null;
            if (message is not null)
            {
                var place = GbnfPosition.Of(text, rule.Index);
                warnings.Add(new GbnfWarning(rule.Name, place.Line, place.Column, message));
            }
        }

        return warnings;
    }
}
