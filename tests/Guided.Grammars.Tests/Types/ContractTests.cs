using System.Text.Json;
using System.Text.Json.Serialization;
using Guided.Automata;
using Guided.Grammars.Types;
using Guided.Testing;
using Guided.Vocabularies;

namespace Guided.Grammars.Tests.Types;

/// <summary>The contracts of System.Text.Json: whatever is written is read with the same options.</summary>
public sealed class ContractTests
{
    public static TheoryData<Type, string> Cases
    {
        get
        {
            var cases = new TheoryData<Type, string>();
            foreach (var type in (Type[])
            [
                typeof(Contracts), typeof(Animal), typeof(List<Animal?>), typeof(Plant), typeof(Dictionary<string, Plant>), typeof(Rights), typeof(Rights?),
                typeof(Uri), typeof(Version), typeof(Dictionary<long, Uri>), typeof(Tree), typeof(Everything), typeof(Judged), typeof(int?[]),
            ])
            {
                cases.Add(type, "web");
                cases.Add(type, "plain");
                cases.Add(type, "snake");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Random_members_are_read(Type type, string name)
    {
        var options = Options(name);
        var language = new Language(TypeGrammar.Create(type, new TypeOptions { SerializerOptions = options, MaxNesting = 6 }));
        var random = new Random(11);
        for (var i = 0; i < 15; i++)
        {
            var text = language.Sample(random, random.Next(300));
            Read(text, type, options);
        }
    }

    [DataTheory]
    [InlineData(typeof(Contracts))]
    [InlineData(typeof(List<Animal>))]
    [InlineData(typeof(Plant))]
    public void Walks_over_a_real_vocabulary_are_read(Type type)
    {
        var options = Options("web");
        var vocabulary = VocabularyFile.Load("gpt2");
        var automaton = new TokenAutomaton(TypeGrammar.Create(type, new TypeOptions { SerializerOptions = options }), vocabulary);
        var random = new Random(5);
        for (var i = 0; i < 3; i++)
        {
            Read(Walk(automaton, vocabulary, random, 60), type, options);
        }
    }

    [Fact]
    public void Derived_types_begin_with_their_discriminator()
    {
        var language = new Language(TypeGrammar.Create<Animal>());
        Assert.True(language.Has("""{"$type":"cat","lives":9,"name":"x"}"""));
        Assert.True(language.Has("""{"$type":"dog","friend":{"$type":"animal","name":"y"},"name":"x"}"""));
        Assert.False(language.Has("""{"lives":9,"$type":"cat","name":"x"}"""));
        Assert.False(language.Has("""{"$type":"cow","name":"x"}"""));
        Assert.False(language.Has("""{"name":"x"}"""));
        Assert.True(new Language(TypeGrammar.Create<Plant>()).Has("""{"kind":2,"parts":[{"kind":1,"shape":"round","green":true}],"green":false}"""));
    }

    [Fact]
    public void Flags_are_lists_of_names_or_sums()
    {
        var named = new Language(TypeGrammar.Create<Rights>());
        Assert.True(named.Has("\"Read, Write\""));
        Assert.False(named.Has("\"Read,\""));
        var numbered = new Language(TypeGrammar.Create<Rights>(new TypeOptions { SerializerOptions = new JsonSerializerOptions() }));
        Assert.True(numbered.Has("3"));
        Assert.False(numbered.Has("4"));
    }

    [Fact]
    public void Extension_data_takes_names_that_no_member_has()
    {
        var language = new Language(TypeGrammar.Create<Open>());
        Assert.True(language.Has("""{"name":"x","other":[1]}"""));
        Assert.False(language.Has("""{"name":"x","NAME":[1]}"""));
        Assert.True(new Language(TypeGrammar.Create<Open>(new TypeOptions { SerializerOptions = new JsonSerializerOptions() })).Has("""{"Name":"x","NAME":[1]}"""));
    }

    [Fact]
    public void Nesting_stays_within_the_serializer()
    {
        var serializer = new JsonSerializerOptions(JsonSerializerDefaults.Web) { MaxDepth = 22 };
        var language = new Language(TypeGrammar.Create<Tree>(new TypeOptions { SerializerOptions = serializer }));
        static string Nested(int depth) => depth == 0 ? "null" : $$"""{"label":"","children":[],"next":{{Nested(depth - 1)}}}""";
        Assert.True(language.Has(Nested(6)));
        Assert.False(language.Has(Nested(7)));
        JsonSerializer.Deserialize<Tree>(Nested(6), serializer);
    }

    [Fact]
    public void Answers_before_their_reasoning_get_a_warning()
    {
        var warning = Assert.Single(TypeGrammar.Lint<List<Judged>>());
        Assert.Equal("[].answer", warning.Path);
        Assert.Contains("reasoning", warning.Message, StringComparison.Ordinal);
        Assert.Empty(TypeGrammar.Lint<Reasoned>());
        Assert.Empty(TypeGrammar.Lint<Contracts>());
    }

    [Fact]
    public void Descriptions_reach_the_prompt() => Assert.Equal(
        "{answer:string/*Yes or no, from the text only.*/,reasoning:string/*Why.*/,score?:integer}/*A judged answer.*/",
        TypeDescription.Of<Judged>());

    [Fact]
    public void Schemas_of_NJsonSchema()
    {
        var language = new Language(NJsonSchemaGrammar.Create(NJsonSchema.JsonSchema.FromType<Reasoned>()));
        Assert.True(language.Has("""{"Reasoning":"a","Answer":"b"}"""));
        Assert.False(language.Has("""{"Reasoning":1}"""));
    }

    [Fact]
    public void Allowed_values()
    {
        var language = new Language(TypeGrammar.Create<AllowedKinds>());
        Assert.True(language.Has("""{"kind":"a"}"""));
        Assert.False(language.Has("""{"kind":"c"}"""));
    }

    private static void Read(string text, Type type, JsonSerializerOptions options)
    {
        try
        {
            JsonSerializer.Deserialize(text, type, options);
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{text}: {e.Message}");
        }
    }

    private static string Walk(TokenAutomaton automaton, Vocabulary vocabulary, Random random, int free)
    {
        var bytes = new List<byte>();
        var state = automaton.Start;
        for (var step = 0; ; step++)
        {
            if (state.IsAccepting && step >= free)
            {
                return System.Text.Encoding.UTF8.GetString([.. bytes]);
            }

            var allowed = state.GetMask().ToArray().Where(t => !vocabulary.IsEnd(t)).ToArray();
            if (allowed.Length == 0)
            {
                return System.Text.Encoding.UTF8.GetString([.. bytes]);
            }

            var token = step < free ? allowed[random.Next(allowed.Length)] : allowed.MinBy(t => state.Advance(t)!.TokensToEnd);
            bytes.AddRange(vocabulary.BytesOf(token).ToArray());
            state = state.Advance(token)!;
        }
    }

    private static JsonSerializerOptions Options(string name)
    {
        switch (name)
        {
            case "web":
                return GuidedJson.SerializerOptions;
            case "plain":
                return new JsonSerializerOptions { MaxDepth = 200 };
            default:
                var options = new JsonSerializerOptions
                {
                    PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
                    DictionaryKeyPolicy = JsonNamingPolicy.KebabCaseLower,
                    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
                    RespectNullableAnnotations = true,
                    RespectRequiredConstructorParameters = true,
                    NumberHandling = JsonNumberHandling.Strict,
                    MaxDepth = 200,
                };
                options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
                return options;
        }
    }

    public sealed class Open
    {
        public string? Name { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Rest { get; set; }
    }
}
