using System.Text;
using System.Text.Json;
using Guided.Automata;
using Guided.Grammars.JsonSchema;
using Guided.Testing;
using Guided.Vocabularies;

namespace Guided.Grammars.Tests.JsonSchema;

/// <summary>Random schemas, random walks over allowed tokens of real vocabularies: what comes out is valid, and masks are exact.</summary>
public sealed class TokenWalkTests
{
    private const int Schemas = 60;
    private const int WalksPerSchema = 3;

    // The validator reads integers and lengths as .NET does: 1e2 is no integer to it, and an emoji has length 2.
    private static readonly JsonSchemaOptions NetReading = new() { Reading = JsonReading.DotNet };

    [DataTheory]
    [InlineData("llama3")]
    [InlineData("phi3")]
    public async Task Whatever_is_walked_parses_and_validates(string name)
    {
        var vocabulary = VocabularyFile.Load(name);
        for (var seed = 0; seed < Schemas; seed++)
        {
            var schema = new RandomSchema(seed).Next();
            var validator = await NJsonSchema.JsonSchema.FromJsonAsync(schema);
            var automaton = new TokenAutomaton(JsonSchemaGrammar.Create(schema, NetReading), vocabulary);
            for (var walk = 0; walk < WalksPerSchema; walk++)
            {
                var text = Walk(automaton, new Random((seed * WalksPerSchema) + walk));
                using var parsed = JsonDocument.Parse(text);
                var errors = validator.Validate(text);
                Assert.True(errors.Count == 0, $"{string.Join(", ", errors)}: {text} of {schema}");
            }
        }
    }

    [DataFact]
    public void Masks_equal_a_check_of_every_token_at_sampled_states()
    {
        var vocabulary = VocabularyFile.Load("llama3");
        for (var seed = 0; seed < 12; seed++)
        {
            var automaton = new TokenAutomaton(JsonSchemaGrammar.Create(new RandomSchema(seed).Next()), vocabulary);
            var random = new Random(seed);
            var state = automaton.Start;
            for (var step = 0; step < 12 && state is not null; step++)
            {
                var mask = state.GetMask();
                for (var token = 0; token < vocabulary.Size; token++)
                {
                    var allowed = vocabulary.IsEnd(token) ? state.IsAccepting : state.Advance(token) is not null;
                    Assert.True(allowed == mask.Contains(token), $"seed {seed}, step {step}: {vocabulary.Describe(token)}");
                }

                state = AnyNext(vocabulary, state, random);
            }
        }
    }

    [DataFact]
    public void Threads_that_share_a_vocabulary_or_an_automaton_find_the_same_masks()
    {
        const string Schema = """{"properties": {"name": {"type": "string", "maxLength": 40}, "tags": {"items": {"type": "string"}}}, "required": ["name"]}""";
        var text = """{"id": 7, "na\u006de": "Ada \\ Lovelace", "tags": ["a", "b"], "more": {"id": true, "x": null}, "iddqd": "y"}"""u8.ToArray();
        var expected = Counts(new TokenAutomaton(JsonSchemaGrammar.Create(Schema), VocabularyFile.Read(SharedData.PathOf("vocabs", "llama3.jsonl.gz"))), text);

        // A vocabulary of its own, so that the threads race for what automata of one vocabulary share.
        var vocabulary = VocabularyFile.Read(SharedData.PathOf("vocabs", "llama3.jsonl.gz"));
        var shared = new TokenAutomaton(JsonSchemaGrammar.Create(Schema), vocabulary);
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Assert.Equal(
            expected, Counts(i % 2 == 0 ? shared : new TokenAutomaton(JsonSchemaGrammar.Create(Schema), vocabulary), text)));
    }

    private static int[] Counts(TokenAutomaton automaton, byte[] text)
    {
        var counts = new List<int>();
        ITokenState? state = automaton.Start;
        for (ReadOnlySpan<byte> rest = text; ;)
        {
            counts.Add(state.GetMask().Count);
            if (rest.IsEmpty)
            {
                return [.. counts];
            }

            var token = automaton.Vocabulary.Trie.LongestMatch(rest, out var length);
            Assert.True(state.GetMask().Contains(token), $"at {text.Length - rest.Length}");
            state = state.Advance(token)!;
            rest = rest[length..];
        }
    }

    /// <summary>Takes tokens at random for a while, then those that lead to the end.</summary>
    private static string Walk(TokenAutomaton automaton, Random random)
    {
        var bytes = new List<byte>();
        var state = automaton.Start;
        for (var step = 0; !(state.IsAccepting && (step > 40 || random.Next(8) == 0)); step++)
        {
            var allowed = state.GetMask().ToArray().Where(automaton.Vocabulary.IsText).ToArray();
            if (allowed.Length == 0)
            {
                break;
            }

            var token = step <= 40
                ? allowed[random.Next(allowed.Length)]
                : allowed.First(t => state.Advance(t)!.TokensToEnd < state.TokensToEnd);
            bytes.AddRange(automaton.Vocabulary.BytesOf(token));
            state = state.Advance(token)!;
        }

        Assert.True(state.IsAccepting);
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static ITokenState? AnyNext(Vocabulary vocabulary, ITokenState state, Random random)
    {
        var allowed = state.GetMask().ToArray().Where(vocabulary.IsText).ToArray();
        return allowed.Length == 0 ? null : state.Advance(allowed[random.Next(allowed.Length)]);
    }
}
