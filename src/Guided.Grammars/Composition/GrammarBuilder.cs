using System.Text;
using Guided.Expressions;
using Guided.Grammars.Choices;
using Guided.Grammars.Gbnf;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.Regex;
using Guided.Grammars.Types;
using Guided.Rules;
using Guided.Vocabularies;

namespace Guided.Grammars.Composition;

/// <summary>Puts a grammar together in code, of texts, choices, regular expressions, JSON Schemas, C# types, GBNF, tokens and rules.</summary>
/// <remarks>All parts become expressions of one factory, so masks are as exact across their borders as inside. Not for concurrent use; the grammar is.</remarks>
public sealed partial class GrammarBuilder
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ExpressionFactory _factory;

    /// <summary>Makes a builder.</summary>
    /// <param name="limits">The budgets of the grammar; null for the defaults.</param>
    public GrammarBuilder(GrammarLimits? limits = null) => _factory = JsonSchemaGrammar.CreateFactory(limits);

    /// <summary>Any text, of any length. Special tokens are no text.</summary>
    public GrammarPart AnyText => Part(_factory.AnyText);

    /// <summary>A text as it stands; where a part is asked for, a string alone will do.</summary>
    /// <exception cref="ArgumentException">The text has a lone surrogate, which UTF-8 cannot carry.</exception>
    public GrammarPart Text(string text) => Part(Literal(text));

    /// <summary>Any text up to the first occurrence of an end, and the end.</summary>
    /// <exception cref="ArgumentException">The end is empty or has a lone surrogate.</exception>
    public GrammarPart TextUntil(string end)
    {
        ArgumentException.ThrowIfNullOrEmpty(end);
        var any = _factory.AnyText;
        var marker = Literal(end);
        return Part(_factory.Intersect(
            _factory.Concat(any, marker),
            _factory.Complement(_factory.Concat(any, marker, _factory.Plus(_factory.AnyByte)))));
    }

    /// <summary>One of many texts: see <see cref="ChoiceGrammar"/>.</summary>
    /// <exception cref="ChoiceException">There is no text, or one is not allowed.</exception>
    public GrammarPart Choices(IEnumerable<string> texts, ChoiceOptions? options = null) => Part(ChoiceGrammar.Build(_factory, texts, options));

    /// <summary>A text that a regular expression matches in full, unless the options say otherwise.</summary>
    /// <exception cref="RegexException">The pattern is not well-formed or not regular; with the position.</exception>
    public GrammarPart Regex(string pattern, RegexOptions? options = null) => Part(RegexGrammar.Build(_factory, pattern, options));

    /// <summary>A JSON text that satisfies a JSON Schema.</summary>
    /// <exception cref="JsonSchemaException">The schema is not well-formed, or has a keyword that cannot be enforced; with its path.</exception>
    public GrammarPart Json(string schema, JsonSchemaOptions? options = null) => Part(JsonSchemaGrammar.Build(_factory, schema, options));

    /// <summary>A JSON text that deserialises to a valid <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">A type that System.Text.Json reads.</typeparam>
    /// <exception cref="TypeException">The type cannot be described.</exception>
    public GrammarPart Json<T>(TypeOptions? options = null) => Part(TypeGrammar.Build(_factory, typeof(T), options));

    /// <summary>A text of a grammar in GBNF.</summary>
    /// <exception cref="GbnfException">The rules cannot be used; with line and column.</exception>
    public GrammarPart Gbnf(string rules, string root = "root", GbnfOptions? options = null) =>
        Part(GbnfGrammar.Build(_factory, rules, root, options));

    /// <summary>Exactly one token of the vocabulary, by the text it is written with, such as <c>&lt;think&gt;</c>.</summary>
    /// <remarks>Whether the vocabulary has it is checked when an automaton is made.</remarks>
    public GrammarPart Token(string text) => Part(_factory.Token(TokenReference.OfText(text)));

    /// <summary>Exactly one of some tokens.</summary>
    /// <inheritdoc cref="Token(string)" path="/remarks"/>
    public GrammarPart Token(params ReadOnlySpan<TokenReference> tokens) => Part(_factory.Token(tokens));

    /// <summary>Exactly one token that is none of some, and ends no generation.</summary>
    /// <inheritdoc cref="Token(string)" path="/remarks"/>
    public GrammarPart TokenExcept(params ReadOnlySpan<TokenReference> tokens) => Part(_factory.TokenExcept(tokens));

    /// <summary>Whatever a function makes of the grammar's factory.</summary>
    /// <exception cref="ArgumentException">The function made the expression with another factory.</exception>
    public GrammarPart Expression(Func<ExpressionFactory, Expression> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return Part(make(_factory) ?? throw new ArgumentException("The function made no expression.", nameof(make)));
    }

    /// <summary>Declares a rule, which may be used before it is defined.</summary>
    /// <param name="name">A name for messages.</param>
    public GrammarRule Rule(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var rule = ExpressionFactory.DeclareRule(name);
        return new GrammarRule(this, rule, _factory.Call(rule));
    }

    /// <summary>Makes a rule with its body.</summary>
    /// <param name="name">A name for messages.</param>
    /// <param name="body">What it stands for.</param>
    public GrammarRule Rule(string name, GrammarPart body) => Rule(name).Define(body);

    /// <summary>Ends the building.</summary>
    /// <param name="root">What a whole text is.</param>
    /// <param name="name">A name for messages.</param>
    /// <param name="progress">Told which pass runs and how much was done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="GrammarException">A rule is used but not defined, or no text matches.</exception>
    /// <exception cref="GrammarLimitException">A budget was used up.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Grammar Build(
        GrammarPart root, string name = "grammar", IProgress<GrammarProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(root);
        return new Grammar(_factory, root.In(this), name, progress, cancellationToken);
    }

    internal Expression Literal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return _factory.Literal(Strict.GetBytes(text));
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"The text '{text}' has a lone surrogate at {e.Index}, which UTF-8 cannot carry.", nameof(text), e);
        }
    }

    private GrammarPart Part(Expression expression) => new(this, expression);
}
