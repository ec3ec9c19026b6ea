using System.Text;
using Guided.Automata;
using Guided.Expressions;
using Guided.Rules;

namespace Guided.Tests.Expressions;

public sealed class RegularVariableTests
{
    private readonly ExpressionFactory _factory = new();

    [Theory]
    [InlineData("b", true)]
    [InlineData("aab", true)]
    [InlineData("aaab", false)]
    [InlineData("aa", false)]
    [InlineData("", false)]
    public void A_variable_is_its_body(string text, bool expected)
    {
        // X = b | aY, Y = aX: an even number of a's and then b.
        var (x, y) = (new RegularVariable("X", isNullable: false), new RegularVariable("Y", isNullable: false));
        x.Define(_factory.Choice(_factory.Literal("b"), _factory.Concat(_factory.Literal("a"), _factory.Variable(y))));
        y.Define(_factory.Concat(_factory.Literal("a"), _factory.Variable(x)));
        Assert.Equal(expected, Matches(_factory.Variable(x), text));
    }

    [Fact]
    public void Conditions_in_every_step_stay_finitely_many_states()
    {
        // X = c | aX ∧ Σ*bΣ* | bX ∧ Σ*cΣ*: behind every a there is a b, and behind every b a c.
        var anything = _factory.Star(_factory.AnyByte);
        var x = new RegularVariable("X", isNullable: false);
        x.Define(_factory.Choice([_factory.Literal("c"), Step("a", "b"), Step("b", "c")]));
        var state = _factory.Variable(x);
        var seen = new HashSet<Expression>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < 1000; i++)
        {
            seen.Add(state);
            state = state.After((byte)"aab"[i % 3]);
        }

        Assert.InRange(seen.Count, 2, 10);
        Assert.True(Matches(_factory.Variable(x), "aabbc"));
        Assert.False(Matches(_factory.Variable(x), "aabbac"));

        Expression Step(string letter, string later) => _factory.Intersect(
            _factory.Concat(_factory.Literal(letter), _factory.Variable(x)),
            _factory.Concat(anything, _factory.Literal(later), anything));
    }

    [Fact]
    public void A_body_must_be_as_nullable_as_declared()
    {
        var x = new RegularVariable("X", isNullable: true);
        Assert.Throws<ArgumentException>(() => x.Define(_factory.Literal("a")));
        Assert.Throws<InvalidOperationException>(() => x.Body);
        x.Define(_factory.Epsilon);
        Assert.Throws<InvalidOperationException>(() => x.Define(_factory.Epsilon));
    }

    private bool Matches(Expression expression, string text) =>
        new ByteAutomaton(new Grammar(_factory, expression)).Matches(Encoding.UTF8.GetBytes(text));
}
