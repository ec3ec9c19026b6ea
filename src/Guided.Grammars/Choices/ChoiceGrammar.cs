using System.Text;
using Guided.Expressions;
using Guided.Rules;

namespace Guided.Grammars.Choices;

/// <summary>Grammars of a few or many given texts.</summary>
public static class ChoiceGrammar
{
    /// <summary>More texts than this are not written out as an expression, which takes about a microsecond a byte.</summary>
    private const int MaxWrittenOut = 1_000;

    private const int CheckEvery = 1_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A grammar whose members are exactly the given texts.</summary>
    /// <param name="choices">The texts; at least one. One may be the beginning of another.</param>
    /// <param name="options">What is allowed; null for the defaults.</param>
    /// <param name="progress">Told which pass runs and how much was done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ChoiceException">There is no text, or one is null, not valid Unicode, or not allowed by the options.</exception>
    /// <exception cref="GrammarLimitException">A budget was used up.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Grammar Create(
        IEnumerable<string> choices,
        ChoiceOptions? options = null,
        IProgress<GrammarProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var factory = new ExpressionFactory();
        progress?.Report(new GrammarProgress("reading the choices", 0));
        return new Grammar(factory, Build(factory, choices, options, cancellationToken), "choices", progress, cancellationToken);
    }

    /// <summary>A grammar of an enum's names.</summary>
    /// <typeparam name="TEnum">The enum; every declared name is a choice.</typeparam>
    /// <param name="name">How a name is written; null for the name itself.</param>
    /// <exception cref="ChoiceException">The enum has no members, or two are written alike.</exception>
    public static Grammar Create<TEnum>(Func<TEnum, string>? name = null)
        where TEnum : struct, Enum
    {
        var texts = Enum.GetValues<TEnum>().Distinct().Select(v => name is null ? v.ToString() : name(v)).ToArray();
        return Create(texts, new ChoiceOptions { AllowDuplicates = false });
    }

    /// <summary>The expression of the given texts, as part of a larger grammar.</summary>
    /// <param name="factory">Where to make the expression.</param>
    /// <param name="choices">The texts; at least one. One may be the beginning of another.</param>
    /// <param name="options">What is allowed; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <inheritdoc cref="Create(IEnumerable{string}, ChoiceOptions?, IProgress{GrammarProgress}?, CancellationToken)" path="/exception"/>
    public static Expression Build(
        ExpressionFactory factory, IEnumerable<string> choices, ChoiceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(choices);
        options ??= ChoiceOptions.Default;
        using var exploration = Exploration.Begin(cancellationToken);
        Exploration.ThrowIfCancelled();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var choice in choices)
        {
            Check(choice, index++, seen, options);
            if (index % CheckEvery == 0)
            {
                Exploration.ThrowIfCancelled();
            }
        }

        return seen.Count switch
        {
            0 => throw new ChoiceException("There are no choices; give at least one text."),
            <= MaxWrittenOut => factory.Literals(seen),
            _ => factory.Machine(ChoiceMachine.Of(seen.Select(Strict.GetBytes))),
        };
    }

    private static void Check(string? choice, int index, HashSet<string> seen, ChoiceOptions options)
    {
        if (choice is null)
        {
            throw new ChoiceException($"Choice {index} is null.");
        }

        if (choice.Length == 0 && !options.AllowEmptyText)
        {
            throw new ChoiceException($"Choice {index} is the empty text; leave it out, or set {nameof(ChoiceOptions.AllowEmptyText)}.");
        }

        try
        {
            _ = Strict.GetByteCount(choice);
        }
        catch (EncoderFallbackException e)
        {
            throw new ChoiceException($"Choice {index} has a lone surrogate at {e.Index}, which UTF-8 cannot carry.", e);
        }

        if (!seen.Add(choice) && !options.AllowDuplicates)
        {
            throw new ChoiceException($"Choice {index}, '{choice}', occurs before; remove one of the two.");
        }
    }
}
