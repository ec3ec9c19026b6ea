using System.Globalization;
using System.Text;
using Guided.Vocabularies;

namespace Guided.Expressions;

/// <summary>Expressions that speak of tokens rather than of text.</summary>
public sealed partial class ExpressionFactory
{
    private readonly TokenReferences _tokens = new();

    /// <summary>The tokens that this factory's expressions ask for, its parents' included.</summary>
    internal IEnumerable<TokenReferences> TokenReferences => _parent is null ? [_tokens] : _parent.TokenReferences.Prepend(_tokens);

    /// <summary>Exactly one of some tokens of the vocabulary.</summary>
    /// <remarks>
    /// A token may be ordinary text too: where both readings fit, both are followed. Whether the tokens exist is checked when an automaton is
    /// made for a vocabulary. References must be made before that, so not in the unfolding of a <see cref="LazyExpression"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">There are no tokens.</exception>
    /// <exception cref="InvalidOperationException">An automaton was made already, and did not know of the token.</exception>
    public Expression Token(params ReadOnlySpan<TokenReference> tokens)
    {
        if (tokens.IsEmpty)
        {
            throw new ArgumentException("Give at least one token.", nameof(tokens));
        }

        _tokens.Want(tokens);
        return Spelled(Bodies(tokens));
    }

    /// <summary>Exactly one token of the vocabulary that is none of those given: ordinary and special ones, but not the end tokens.</summary>
    /// <inheritdoc cref="Token" path="/remarks|/exception[@cref='InvalidOperationException']"/>
    public Expression TokenExcept(params ReadOnlySpan<TokenReference> tokens)
    {
        _tokens.Exclude(tokens.ToArray());
        var any = Concat(Digits, Optional(NamedAnyhow));
        return Spelled(tokens.IsEmpty ? any : Intersect(any, Complement(Bodies(tokens))));
    }

    private Expression Digits => Plus(Bytes(ByteSet.Range((byte)'0', (byte)'9')));

    private Expression NamedAnyhow =>
        Concat(Bytes(ByteSet.Of(Expressions.TokenReferences.TextMark)), Plus(Bytes(~ByteSet.Of(Vocabulary.SpecialMark))));

    private Expression Bodies(ReadOnlySpan<TokenReference> tokens)
    {
        var bodies = new List<Expression>();
        foreach (var token in tokens)
        {
            bodies.Add(token.Text is { } text
                ? Concat(Digits, Literal([Expressions.TokenReferences.TextMark, .. Encoding.UTF8.GetBytes(text)]))
                : Concat(Literal(token.Id.ToString(CultureInfo.InvariantCulture)), Optional(NamedAnyhow)));
        }

        return Choice([.. bodies]);
    }

    private Expression Spelled(Expression body) => Concat(
        Literal([Vocabulary.SpecialMark, Expressions.TokenReferences.IdMark]),
        body,
        Literal([Vocabulary.SpecialMark]));
}
