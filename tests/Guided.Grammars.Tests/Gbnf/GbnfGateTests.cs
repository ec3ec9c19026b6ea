using Guided.Grammars.Gbnf;
using Guided.Steering;
using Guided.Vocabularies;

namespace Guided.Grammars.Tests.Gbnf;

/// <summary>A gate of a rule marks the positions whose next byte belongs to one of the rule's texts.</summary>
public sealed class GbnfGateTests
{
    // Every byte is a token, and the output begins after one token of prompt.
    private static readonly Vocabulary Bytes = new("bytes", [.. Enumerable.Range(0, 256).Select(i => new[] { (byte)i }), []], [], [256]);

    [Theory]
    [InlineData("name", "root ::= \"to \" name \", \" name\nname ::= [a-z]+", "to ab, cd", "   ^^^ ^^^")]
    [InlineData("name", "root ::= \"to \" name \";\"\nname ::= \"ab\"", "to ab;", "   ^^  ")]
    [InlineData("list", "root ::= \"=\" list\nlist ::= \"[\" (list (\",\" list)*)? \"]\"", "=[[],[]]", " ^^^^^^^ ")]
    [InlineData("b", "root ::= a | b\na ::= \"xy\"\nb ::= \"xz\" \"w\"?", "xz", "^^^")]
    public void A_gate_is_inside_where_the_next_byte_may_be_the_rules(string rule, string grammar, string text, string expected)
    {
        var gate = GbnfGrammar.Gate(rule, grammar);
        var feature = SteeringFeature.FromDirection("d", new float[] { 1 });
        var program = SteeringProgram.Compile(
            new SteeringSpecification(new SteeringEdit(0, feature, SteeringOperation.Add(1)) { Gate = gate }),
            new SteeringPort([0], 1, SteeringCapabilities.None),
            new SteeringContext(Bytes, PromptEnd: 1));
        int[] tokens = [0, .. text.Select(c => (int)c)];
        var scales = new float[tokens.Length];
        var offsets = new float[tokens.Length];
        var run = program.Begin();
        run.Read(tokens, 0);
        run.Fill(program.Layers[0], tokens, 0, scales, offsets);
        Assert.Equal(expected.PadRight(tokens.Length), string.Concat(offsets.Select(offset => offset == 1 ? '^' : ' ')));

        run.Read(tokens.AsSpan(2), 2);
        run.Fill(program.Layers[0], tokens, 0, scales, offsets);
        Assert.Equal(expected.PadRight(tokens.Length), string.Concat(offsets.Select(offset => offset == 1 ? '^' : ' ')));
    }

    [Fact]
    public void A_left_recursive_rule_is_refused()
    {
        var feature = SteeringFeature.FromDirection("d", new float[] { 1 });
        var program = SteeringProgram.Compile(
            new SteeringSpecification(new SteeringEdit(0, feature, SteeringOperation.Add(1)) { Gate = GbnfGrammar.Gate("sum", "root ::= sum\nsum ::= sum \"+\" [0-9] | [0-9]") }),
            new SteeringPort([0], 1, SteeringCapabilities.None),
            new SteeringContext(Bytes, PromptEnd: 1));
        Assert.Contains("left-recursive", Assert.Throws<SteeringException>(program.Begin).Message);
    }

    [Fact]
    public void A_rule_that_the_root_does_not_lead_to_is_refused() =>
        Assert.Contains("'other'", Assert.Throws<SteeringException>(() => GbnfGrammar.Gate("other", "root ::= \"a\"\nother ::= \"b\"")).Message);
}
