using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Guided.Automata;
using Guided.Expressions;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.JsonSchema.Checks;
using Guided.Testing;
using Guided.Vocabularies;
using Xunit.Abstractions;

namespace Guided.Grammars.Tests.JsonSchema.Properties;

/// <summary>
/// Random schemas of all editions over all their keywords, against a validator that shares no code: whatever may be generated is valid, whatever is valid may be
/// generated, in every spelling and by every way to cut it into tokens. <c>GUIDED_PROPERTIES</c> sets how many schemas are tried, and
/// <c>GUIDED_PROPERTIES_SEED</c> which.
/// </summary>
public sealed class EveryKeywordTests(ITestOutputHelper output)
{
    private const int Quick = 60;

    private static readonly JsonSchemaOptions AnyOrder = new() { PropertyOrder = PropertyOrder.Any };

    private static readonly Vocabulary Crossing = new(
        "crossing",
        [
            .. Enumerable.Range(0, 256).Select(b => new[] { (byte)b }),
            .. new[] { "\",", "\"}", "\"},", "\":", "{\"", "{}", "[]", ",\"", "],[", "1,1", "\"a\":", "a\"", "a\":", "x1\":", "\"x", "null", "true", ",1", "1}", "1]", "\\u00", ".0", "1.5" }.Select(Encoding.UTF8.GetBytes),
            "<end>"u8.ToArray(),
        ],
        [279],
        [279]);

    private static readonly byte[] Closing = "\"}]:0,{[1ab2cx.-ntfruelsv4\\/"u8.ToArray();

    private static int Tests => int.TryParse(Environment.GetEnvironmentVariable("GUIDED_PROPERTIES"), out var count) ? count : Quick;

    private static ulong Seed => ulong.TryParse(Environment.GetEnvironmentVariable("GUIDED_PROPERTIES_SEED"), out var seed) ? seed : 20261121;

    [Fact]
    public void Members_are_the_valid_texts_and_all_their_tokens_are_in_the_masks()
    {
        var (compiled, valid, invalid, refused) = (0, 0, 0, 0);
        Run(Tests, test =>
        {
            var random = new Random(test.Seed);
            var source = new EveryKeyword(random, test.Draft);
            var spellings = new Spellings(random);
            using var document = JsonDocument.Parse(test.Schema);
            var validator = new PlainValidator(document.RootElement, test.Draft);
            var values = Enumerable.Range(0, 30).Select(_ => source.Value(3)).ToList();
            if (Make(test, AnyOrder, validator, values, ref refused) is not { } automaton)
            {
                return;
            }

            compiled++;
            foreach (var walk in Enumerable.Range(0, 3))
            {
                if (Walk(automaton, random, 25) is not { } text)
                {
                    break;
                }

                var sample = JsonNode.Parse(text);
                values.AddRange([sample, spellings.Change(sample, () => source.Value(1)), spellings.Change(sample, () => source.Value(1)), spellings.Change(sample, () => source.Value(2))]);
            }

            var bytes = new ByteAutomaton(automaton.Grammar);
            var own = new JsonSchemaValidator(test.Schema);
            foreach (var text in values.Select(spellings.Write))
            {
                var expected = validator.IsValid(text);
                Assert.True(Passes(own, text) is not { } isOwn || isOwn == expected, $"JsonSchemaValidator {(expected ? "refuses" : "admits")} {text}");
                Assert.True(bytes.Matches(Encoding.UTF8.GetBytes(text)) == expected, $"the grammar {(expected ? "refuses" : "admits")} {text}");
                valid += expected ? 1 : 0;
                invalid += expected ? 0 : 1;
            }

            foreach (var text in values.Select(spellings.Write).Where(validator.IsValid).Take(4))
            {
                CheckTokens(automaton, text);
            }
        });
        output.WriteLine($"{compiled} compiled, {refused} refused, {valid} valid and {invalid} invalid texts");
        Assert.True(compiled > Tests / 2 && valid > Tests && invalid > Tests && refused < Tests / 20);
    }

    [Fact]
    public void Every_token_of_a_mask_leads_to_a_valid_text()
    {
        var (refused, finished) = (0, 0);
        Run(Tests / 3, test =>
        {
            using var document = JsonDocument.Parse(test.Schema);
            var validator = new PlainValidator(document.RootElement, test.Draft);
            var options = new JsonSchemaOptions { Whitespace = JsonWhitespace.Compact, PropertyOrder = (PropertyOrder)(test.Seed % 3) };
            var random = new Random(test.Seed);
            for (var walk = 0; walk < 2; walk++)
            {
                if (Make(test, options, validator, [], ref refused) is not { } automaton)
                {
                    return;
                }

                try
                {
                    finished += CheckMask(automaton, validator, random);
                }
                catch (GrammarLimitException e) when (e.Limit == nameof(GrammarLimits.MaxStates))
                {
                    // Each token that is looked at makes states, and each look for the end makes many.
                    return;
                }
            }
        });
        Assert.True(finished > Tests, $"{finished} tokens were followed to an end");
    }

    [DataTheory]
    [InlineData("llama3")]
    [InlineData("phi3")]
    public void Walks_over_a_real_vocabulary_end_in_valid_texts(string name)
    {
        var vocabulary = VocabularyFile.Load(name);
        var (refused, finished) = (0, 0);
        Run(Tests / 3, test =>
        {
            using var document = JsonDocument.Parse(test.Schema);
            var validator = new PlainValidator(document.RootElement, test.Draft);
            if (Make(test, JsonSchemaOptions.Default, validator, [], ref refused, vocabulary) is not { } automaton)
            {
                return;
            }

            if (Walk(automaton, new Random(test.Seed), 20) is { } text)
            {
                finished++;
                Assert.True(validator.IsValid(text), $"{name} may write {text}");
            }
        });
        Assert.True(finished > Tests / 5, $"{finished} walks came to an end");
    }

    /// <summary>The mask of a place agrees with the steps from there, and of some tokens in it each leads to a valid text.</summary>
    /// <returns>How many tokens were followed to an end.</returns>
    private static int CheckMask(TokenAutomaton automaton, PlainValidator validator, Random random)
    {
        var finished = 0;
        var (text, state) = Begin(automaton, random, random.Next(12));
        var mask = state.GetMask();
        for (var token = 0; token < Crossing.Size; token++)
        {
            var next = Crossing.IsEnd(token) ? null : state.Advance(token);
            Assert.True(mask.Contains(token) == (Crossing.IsEnd(token) ? state.IsAccepting : next is not null), $"mask and step disagree on {Crossing.Describe(token)} after {Show(text)}");
            if (next is not null && random.Next(token > 255 ? 3 : 12) == 0 && Finish(Crossing, next, [.. text, .. Crossing.BytesOf(token)]) is { } bytes)
            {
                finished++;
                Assert.True(validator.IsValid(Show(bytes)), $"{Crossing.Describe(token)} after {Show(text)} leads to {Show(bytes)}");
            }
        }

        return finished;
    }

    private static void Run(int count, Action<SchemaCase> test) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(Seed, 7),
        Prop.ForAll(SchemaCase.All, test));

    /// <summary>The automaton; null where the schema has no value, which is checked, or is refused for a reason that is listed.</summary>
    private static TokenAutomaton? Make(SchemaCase test, JsonSchemaOptions options, PlainValidator validator, List<JsonNode?> values, ref int refused, Vocabulary? vocabulary = null)
    {
        try
        {
            return new TokenAutomaton(JsonSchemaGrammar.Create(test.Schema, options), vocabulary ?? Crossing);
        }
        catch (JsonSchemaException e) when (e.Reason.Contains("no value", StringComparison.Ordinal))
        {
            Assert.All(values, v => Assert.False(validator.IsValid(v?.ToJsonString() ?? "null"), $"there is no value, and {v?.ToJsonString() ?? "null"} is one"));
        }
        catch (JsonSchemaException e) when (e.Keyword == "uniqueItems" || e.Limit is not null || e.Reason.Contains("before it reaches any value", StringComparison.Ordinal))
        {
            refused++;
        }

        return null;
    }

    /// <summary>What the library's own validator says; null where it says that a number has too many digits for it.</summary>
    private static bool? Passes(JsonSchemaValidator validator, string text)
    {
        try
        {
            return validator.Check(text).Passed;
        }
        catch (JsonSchemaException e) when (e.Reason.Contains("digits", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>At every place of a text each token with which it goes on is allowed, and the end at its end.</summary>
    private static void CheckTokens(TokenAutomaton automaton, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        ITokenState state = automaton.Start;
        for (var at = 0; at < bytes.Length; at++)
        {
            var mask = state.GetMask();
            for (var token = 0; token < Crossing.Size; token++)
            {
                if (!Crossing.IsEnd(token) && bytes.AsSpan(at).StartsWith(Crossing.BytesOf(token)))
                {
                    Assert.True(mask.Contains(token), $"{Crossing.Describe(token)} is not allowed at {at} of {text}");
                }
            }

            state = state.Advance(bytes[at])!;
        }

        Assert.True(state.IsAccepting && state.GetMask().Contains(279), $"{text} may not end");
    }

    private static (List<byte> Text, ITokenState State) Begin(TokenAutomaton automaton, Random random, int steps)
    {
        var text = new List<byte>();
        ITokenState state = automaton.Start;
        for (var step = 0; step < steps; step++)
        {
            if (Choose(automaton.Vocabulary, state, random) is not { } token)
            {
                break;
            }

            text.AddRange(automaton.Vocabulary.BytesOf(token));
            state = state.Advance(token)!;
        }

        return (text, state);
    }

    private static string? Walk(TokenAutomaton automaton, Random random, int steps)
    {
        var (text, state) = Begin(automaton, random, steps);
        return Finish(automaton.Vocabulary, state, text) is { } whole ? Show(whole) : null;
    }

    /// <summary>Goes on, always nearer to the end; null where that takes more states than an automaton may have.</summary>
    private static List<byte>? Finish(Vocabulary vocabulary, ITokenState state, List<byte> text)
    {
        try
        {
            return GoOn(vocabulary, state, text);
        }
        catch (GrammarLimitException e) when (e.Limit == nameof(GrammarLimits.MaxStates))
        {
            return null;
        }
    }

    private static List<byte> GoOn(Vocabulary vocabulary, ITokenState state, List<byte> text)
    {
        for (var step = 0; !state.IsAccepting; step++)
        {
            Assert.True(step < 2000, $"{Show(text)} comes to no end");
            var near = state.TokensToEnd;
            var (next, token) = (default(ITokenState), 0);

            // What closes is looked at first: every token that is looked at is one more state.
            var mask = state.GetMask();
            foreach (var candidate in Closing.Select(b => vocabulary.Trie.LongestMatch([b], out _)).Concat(mask.ToArray()).Where(t => t >= 0 && mask.Contains(t) && vocabulary.IsText(t)))
            {
                if (state.Advance(candidate) is { } after && after.TokensToEnd < near)
                {
                    (next, token) = (after, candidate);
                    break;
                }
            }

            Assert.True(next is not null, $"no token leads nearer to the end after {Show(text)}");
            text.AddRange(vocabulary.BytesOf(token));
            state = next;
        }

        return text;
    }

    /// <summary>Mostly what structures and constants are made of: a uniform choice would write letters nearly always.</summary>
    private static int? Choose(Vocabulary vocabulary, ITokenState state, Random random)
    {
        var allowed = state.GetMask().ToArray().Where(vocabulary.IsText).ToArray();
        if (allowed.Length == 0)
        {
            return null;
        }

        var likely = Array.FindAll(allowed, t => vocabulary.BytesOf(t) is { Length: <= 3 } bytes && bytes.ToArray().All(b => "[]{},:\"abcx12truefalsn.-"u8.Contains(b)));
        return likely.Length > 0 && random.Next(8) > 0 ? likely[random.Next(likely.Length)] : allowed[random.Next(allowed.Length)];
    }

    private static string Show(List<byte> text) => Encoding.UTF8.GetString([.. text]);
}
