using Guided.Expressions;
using Guided.Grammars.Characters;
using Guided.Rules;

namespace Guided.Grammars.Regex;

/// <summary>Grammars of the texts that a regular expression matches.</summary>
public static class RegexGrammar
{
    /// <summary>A grammar whose members are exactly the texts (in UTF-8) that a pattern matches.</summary>
    /// <param name="pattern">The pattern, in .NET or ECMA-262 syntax.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    /// <param name="progress">Told which pass runs and how much was done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="RegexException">The pattern is not well-formed, or uses what no regular language has, such as back-references.</exception>
    /// <exception cref="GrammarException">No text matches the pattern.</exception>
    /// <exception cref="GrammarLimitException">A budget was used up.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Grammar Create(
        string pattern, RegexOptions? options = null, IProgress<GrammarProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var factory = new ExpressionFactory();
        progress?.Report(new GrammarProgress("reading the pattern", 0));
        return new Grammar(factory, Build(factory, pattern, options, cancellationToken: cancellationToken), "regex", progress, cancellationToken);
    }

    /// <summary>The expression of the texts that a pattern matches, as part of a larger grammar.</summary>
    /// <param name="factory">Where to make the expression.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    /// <param name="encoding">
    /// How characters are written; null for UTF-8. .NET's dialect counts UTF-16 units and so wants a <see cref="Utf16Units"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="RegexException">The pattern is not well-formed, or uses what no regular language has, such as back-references.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Expression Build(
        ExpressionFactory factory, string pattern, RegexOptions? options = null, ICharacterEncoding? encoding = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(pattern);
        options ??= RegexOptions.Default;
        encoding ??= options.Dialect == RegexDialect.DotNet ? Utf16Units.Utf8 : Utf8Encoding.Instance;
        using var exploration = Exploration.Begin(cancellationToken);
        Exploration.ThrowIfCancelled();
        var node = RegexParser.Parse(pattern, options);
        return RegexCompiler.Compile(factory, encoding, pattern, node, options);
    }
}
