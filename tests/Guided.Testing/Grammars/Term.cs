using Guided.Expressions;

namespace Guided.Testing.Grammars;

/// <summary>A part of a small grammar, with its members worked out by definition, on sets of strings.</summary>
/// <remarks>Nothing here uses derivatives, frames or any other idea of the engine. A letter is a byte: see <see cref="SmallGrammar"/>.</remarks>
public abstract record Term
{
    /// <summary>The members of at most <see cref="SmallGrammar.MaxLength"/> letters, given those of the rules.</summary>
    public abstract HashSet<string> Members(HashSet<string>[] rules);

    /// <summary>The same as an expression.</summary>
    public abstract Expression ToExpression(ExpressionFactory factory, Rule[] rules, Func<string, byte[]> bytes);

    /// <summary>Simpler terms of the same place in a grammar, the simplest first.</summary>
    public abstract IEnumerable<Term> Shrink();

    /// <summary>All ways to put a member of one set before one of another.</summary>
    protected static HashSet<string> Join(HashSet<string> x, HashSet<string> y) =>
        [.. x.SelectMany(a => y.Where(b => a.Length + b.Length <= SmallGrammar.MaxLength).Select(b => a + b))];
}

/// <summary>A text, perhaps empty.</summary>
public sealed record TextTerm(string Text) : Term
{
    /// <inheritdoc/>
    public override HashSet<string> Members(HashSet<string>[] rules) => [Text];

    /// <inheritdoc/>
    public override Expression ToExpression(ExpressionFactory factory, Rule[] rules, Func<string, byte[]> bytes) => factory.Literal(bytes(Text));

    /// <inheritdoc/>
    public override IEnumerable<Term> Shrink() => Text.Length == 0 ? [] : [new TextTerm(""), .. Text.Length > 1 ? [new TextTerm(Text[..1])] : Array.Empty<Term>()];

    /// <inheritdoc/>
    public override string ToString() => $"\"{Text}\"";
}

/// <summary>A call of a rule.</summary>
public sealed record CallTerm(int Index) : Term
{
    /// <inheritdoc/>
    public override HashSet<string> Members(HashSet<string>[] rules) => rules[Index];

    /// <inheritdoc/>
    public override Expression ToExpression(ExpressionFactory factory, Rule[] rules, Func<string, byte[]> bytes) => factory.Call(rules[Index]);

    /// <inheritdoc/>
    public override IEnumerable<Term> Shrink() => [new TextTerm(""), new TextTerm("a")];

    /// <inheritdoc/>
    public override string ToString() => "R" + Index;
}

/// <summary>One term after another.</summary>
public sealed record SequenceTerm(Term First, Term Second) : Term
{
    /// <inheritdoc/>
    public override HashSet<string> Members(HashSet<string>[] rules) => Join(First.Members(rules), Second.Members(rules));

    /// <inheritdoc/>
    public override Expression ToExpression(ExpressionFactory factory, Rule[] rules, Func<string, byte[]> bytes) =>
        factory.Concat(First.ToExpression(factory, rules, bytes), Second.ToExpression(factory, rules, bytes));

    /// <inheritdoc/>
    public override IEnumerable<Term> Shrink() =>
        [First, Second, .. First.Shrink().Select(t => this with { First = t }), .. Second.Shrink().Select(t => this with { Second = t })];

    /// <inheritdoc/>
    public override string ToString() => $"({First} {Second})";
}

/// <summary>One of two terms.</summary>
public sealed record EitherTerm(Term First, Term Second) : Term
{
    /// <inheritdoc/>
    public override HashSet<string> Members(HashSet<string>[] rules) => [.. First.Members(rules), .. Second.Members(rules)];

    /// <inheritdoc/>
    public override Expression ToExpression(ExpressionFactory factory, Rule[] rules, Func<string, byte[]> bytes) =>
        factory.Choice(First.ToExpression(factory, rules, bytes), Second.ToExpression(factory, rules, bytes));

    /// <inheritdoc/>
    public override IEnumerable<Term> Shrink() =>
        [First, Second, .. First.Shrink().Select(t => this with { First = t }), .. Second.Shrink().Select(t => this with { Second = t })];

    /// <inheritdoc/>
    public override string ToString() => $"({First} | {Second})";
}

/// <summary>A term repeated within bounds; null for no upper one.</summary>
public sealed record TimesTerm(Term Body, int Min, int? Max) : Term
{
    /// <inheritdoc/>
    public override HashSet<string> Members(HashSet<string>[] rules)
    {
        var body = Body.Members(rules);
        var power = new HashSet<string> { "" };
        var result = Min == 0 ? new HashSet<string>(power) : [];
        for (var count = 1; count <= (Max ?? SmallGrammar.MaxLength + Min); count++)
        {
            power = Join(power, body);
            if (count >= Min)
            {
                result.UnionWith(power);
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public override Expression ToExpression(ExpressionFactory factory, Rule[] rules, Func<string, byte[]> bytes) =>
        factory.Repeat(Body.ToExpression(factory, rules, bytes), Min, Max);

    /// <inheritdoc/>
    public override IEnumerable<Term> Shrink() =>
        [Body, .. Min > 0 ? [this with { Min = Min - 1 }] : Array.Empty<Term>(), .. Body.Shrink().Select(t => this with { Body = t })];

    /// <inheritdoc/>
    public override string ToString() => $"{Body}{{{Min},{Max}}}";
}

/// <summary>What two terms without calls have in common.</summary>
public sealed record BothTerm(Term First, Term Second) : Term
{
    /// <inheritdoc/>
    public override HashSet<string> Members(HashSet<string>[] rules) => [.. First.Members(rules).Intersect(Second.Members(rules))];

    /// <inheritdoc/>
    public override Expression ToExpression(ExpressionFactory factory, Rule[] rules, Func<string, byte[]> bytes) =>
        factory.Intersect(First.ToExpression(factory, rules, bytes), Second.ToExpression(factory, rules, bytes));

    /// <inheritdoc/>
    public override IEnumerable<Term> Shrink() =>
        [First, Second, .. First.Shrink().Select(t => this with { First = t }), .. Second.Shrink().Select(t => this with { Second = t })];

    /// <inheritdoc/>
    public override string ToString() => $"({First} & {Second})";
}

/// <summary>All texts over the letters that a term without calls does not have.</summary>
public sealed record NotTerm(Term Body) : Term
{
    /// <inheritdoc/>
    public override HashSet<string> Members(HashSet<string>[] rules) => [.. SmallGrammar.AllTexts.Except(Body.Members(rules))];

    /// <inheritdoc/>
    public override Expression ToExpression(ExpressionFactory factory, Rule[] rules, Func<string, byte[]> bytes) => factory.Intersect(
        factory.Complement(Body.ToExpression(factory, rules, bytes)),
        factory.Star(factory.Bytes(ByteSet.Of(bytes(SmallGrammar.Letters)))));

    /// <inheritdoc/>
    public override IEnumerable<Term> Shrink() => [Body, .. Body.Shrink().Select(t => new NotTerm(t))];

    /// <inheritdoc/>
    public override string ToString() => $"~{Body}";
}
