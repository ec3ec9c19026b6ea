using Guided.Expressions;
using Guided.Grammars.JsonSchema;
using Guided.Rules;

namespace Guided.Grammars.Types;

/// <summary>Grammars of the JSON of C# types.</summary>
public static class TypeGrammar
{
    /// <summary>A grammar all of whose members deserialise to a valid <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">A type that System.Text.Json reads; data annotations on it are enforced.</typeparam>
    /// <param name="options">How the JSON is written and read; null for the defaults.</param>
    /// <param name="progress">Told which pass runs and how much was done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <remarks>
    /// Members come in the order of the serializer's contract. A member may be left out exactly when it may be null and is not marked
    /// required. The names in a dictionary may repeat where the serializer lets them; it takes the last. Types that contain themselves nest as deep as <see cref="TypeOptions.MaxNesting"/> says.
    /// </remarks>
    /// <exception cref="TypeException">The type, or one inside it, cannot be described so that every text deserialises.</exception>
    /// <exception cref="JsonSchemaException">An annotation on the type cannot be enforced, or a budget is used up.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Grammar Create<T>(
        TypeOptions? options = null, IProgress<GrammarProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Create(typeof(T), options, progress, cancellationToken);

    /// <inheritdoc cref="Create{T}(TypeOptions?, IProgress{GrammarProgress}?, CancellationToken)"/>
    /// <param name="type">The type.</param>
    /// <param name="options">How the JSON is written and read; null for the defaults.</param>
    /// <param name="progress">Told which pass runs and how much was done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public static Grammar Create(
        Type type, TypeOptions? options = null, IProgress<GrammarProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        var factory = JsonSchemaGrammar.CreateFactory();
        return new Grammar(factory, Build(factory, type, options, progress, cancellationToken), type.Name, progress, cancellationToken);
    }

    /// <summary>What in a type is likely to make answers worse: members for an answer that come before those for the reasoning.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="options">How the JSON is written and read; null for the defaults.</param>
    /// <exception cref="TypeException">The type, or one inside it, cannot be described so that every text deserialises.</exception>
    public static IReadOnlyList<TypeWarning> Lint<T>(TypeOptions? options = null) => Lint(typeof(T), options);

    /// <inheritdoc cref="Lint{T}(TypeOptions?)"/>
    /// <param name="type">The type.</param>
    /// <param name="options">How the JSON is written and read; null for the defaults.</param>
    public static IReadOnlyList<TypeWarning> Lint(Type type, TypeOptions? options = null) => MemberOrderLint.Of(TypeSchema.Of(type, options));

    /// <summary>The expression of a type's JSON, as part of a larger grammar.</summary>
    /// <param name="factory">A factory from <see cref="JsonSchemaGrammar.CreateFactory"/>.</param>
    /// <param name="type">The type.</param>
    /// <param name="options">How the JSON is written and read; null for the defaults.</param>
    /// <param name="progress">Told which pass runs and how much was done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Expression Build(
        ExpressionFactory factory,
        Type type,
        TypeOptions? options = null,
        IProgress<GrammarProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= TypeOptions.Default;
        using var exploration = Exploration.Begin(cancellationToken);
        progress?.Report(new GrammarProgress("reading the type", 0));
        Exploration.ThrowIfCancelled();
        return JsonSchemaGrammar.Build(factory, TypeSchema.Bounded(type, options), options.ToSchemaOptions(), progress, cancellationToken);
    }
}
