using System.Text;
using Guided.Automata;
using Guided.Expressions;
using Guided.Rules;

namespace Guided.Tests.Expressions;

public sealed class ByteMachineTests
{
    /// <summary>Binary numbers whose value leaves a given remainder.</summary>
    private sealed class Binary(int modulus, int wanted, int remainder = 0, bool isSparse = false) : ByteMachine
    {
        public override bool IsAccepting => remainder == wanted;

        public override bool IsSparse => isSparse;

        public override IEnumerable<ByteSet> Classes => [ByteSet.Of((byte)'0'), ByteSet.Of((byte)'1')];

        public override Expression After(ExpressionFactory factory, byte value) =>
            factory.Machine(new Binary(modulus, wanted, ((2 * remainder) + value - '0') % modulus, isSparse));

        public override bool Equals(object? obj) => obj is Binary other && other.Key == Key;

        public override int GetHashCode() => Key.GetHashCode();

        private (int, int, int, bool) Key => (modulus, wanted, remainder, isSparse);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Machines_meet_other_regular_languages(bool isSparse)
    {
        var f = new ExpressionFactory();
        var (threes, fives) = (f.Machine(new Binary(3, 0, 0, isSparse)), f.Machine(new Binary(5, 0, 0, isSparse)));
        Assert.Same(threes, f.Machine(new Binary(3, 0, 0, isSparse)));
        var length = f.Repeat(f.AnyByte, 1, 8);
        var grammar = new Grammar(f, f.Concat(f.Literal("b"), f.Intersect(threes, f.Complement(fives), length)));
        var automaton = new ByteAutomaton(grammar);
        for (var i = 0; i < 512; i++)
        {
            var text = "b" + Convert.ToString(i, 2);
            Assert.Equal(i % 3 == 0 && i % 5 != 0 && i < 256, automaton.Matches(Encoding.ASCII.GetBytes(text)));
        }

        Assert.Equal(3, grammar.ShortestLength);
    }

    [Fact]
    public void What_follows_a_state_that_is_not_kept_is_the_same()
    {
        var f = new ExpressionFactory();
        var plain = new ByteAutomaton(new Grammar(f, f.Concat(f.Machine(new Binary(7, 3)), f.Literal("1"))));
        var sparse = new ByteAutomaton(new Grammar(f, f.Concat(f.Machine(new Binary(7, 3, 0, isSparse: true)), f.Literal("1"))));
        for (var i = 0; i < 1024; i++)
        {
            var text = Encoding.ASCII.GetBytes(Convert.ToString(i, 2));
            Assert.Equal(i % 2 == 1 && i / 2 % 7 == 3, sparse.Matches(text));
            Assert.Equal(plain.Matches(text), sparse.Matches(text));
        }
    }

    [Fact]
    public void A_machine_that_accepts_nothing_is_empty()
    {
        var f = new ExpressionFactory();
        Assert.Throws<GrammarException>(() => new Grammar(f, f.Machine(new Binary(3, 7))));
    }
}
