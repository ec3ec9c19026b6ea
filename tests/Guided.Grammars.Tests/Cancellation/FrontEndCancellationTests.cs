using Guided.Grammars.Choices;
using Guided.Grammars.Composition;
using Guided.Grammars.Gbnf;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.JsonSchema.Checks;
using Guided.Grammars.Regex;
using Guided.Grammars.Types;
using Guided.Rules;

namespace Guided.Grammars.Tests.Cancellation;

/// <summary>Every front end tells how far it has come, ends when it is cancelled, and can be asked again.</summary>
public sealed class FrontEndCancellationTests
{
    private const string Schema = """{"type":"object","properties":{"a":{"type":"string","pattern":"^[a-f]+$"},"b":{"oneOf":[{"type":"integer"},{"format":"uri"}]}},"required":["a"]}""";

    private static readonly string[] Many = [.. Enumerable.Range(0, 100_000).Select(i => $"choice {i * 7919L % 100_003}")];

    private delegate Grammar Make(IProgress<GrammarProgress>? progress, CancellationToken cancellationToken);

    private sealed record Person(string Name, int Age, Person[]? Friends);

    public static TheoryData<string> FrontEnds => ["schema", "type", "NJsonSchema", "regex", "rules", "rules with a schema", "choices", "many choices", "builder"];

    [Theory]
    [MemberData(nameof(FrontEnds))]
    public void A_front_end_ends_at_every_place_where_it_tells_its_progress(string name)
    {
        var make = Of(name);
        var log = new Log();
        make(log, CancellationToken.None);
        Assert.NotEmpty(log.Reports);
        for (var place = 0; place < log.Reports.Count; place++)
        {
            using var cancellation = new CancellationTokenSource();
            var stopping = new Log { CancelAt = place, Cancellation = cancellation };
            Assert.ThrowsAny<OperationCanceledException>(() => make(stopping, cancellation.Token));
            Assert.Equal(log.Reports[place].Pass, stopping.Reports[^1].Pass);
        }

        Assert.True(make(null, CancellationToken.None).ShortestLength > 0);
    }

    [Theory]
    [MemberData(nameof(FrontEnds))]
    public void A_front_end_that_is_cancelled_before_it_begins_does_nothing(string name)
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Of(name)(null, cancellation.Token));
    }

    [Fact]
    public void A_report_and_a_check_end_when_cancelled()
    {
        var log = new Log();
        JsonSchemaReport.Of(Schema, null, log);
        Assert.Contains("reading the schema", log.Reports.Select(r => r.Pass));

        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => JsonSchemaReport.Of(Schema, null, new Log { CancelAt = 0, Cancellation = cancellation }, cancellation.Token));
        var validator = new JsonSchemaValidator(Schema);
        Assert.ThrowsAny<OperationCanceledException>(() => validator.Check("""{"a":"b"}""", cancellation.Token));
        Assert.True(validator.Check("""{"a":"b"}""").Passed);
    }

    [Fact]
    public void The_names_of_a_conflict_are_looked_for_no_longer_than_asked()
    {
        const string conflict = """{"type":"object","properties":{"a":{"type":"string","minLength":3,"maxLength":2}},"required":["a"]}""";
        using var cancellation = new CancellationTokenSource();
        var log = new Log { CancelAtPass = "looking for the conflict", Cancellation = cancellation };
        Assert.ThrowsAny<OperationCanceledException>(() => JsonSchemaGrammar.Create(conflict, null, log, cancellation.Token));
        Assert.Contains("minLength", Assert.Throws<JsonSchemaException>(() => JsonSchemaGrammar.Create(conflict)).Message, StringComparison.Ordinal);
    }

    private static Make Of(string name) => name switch
    {
        "schema" => (p, c) => JsonSchemaGrammar.Create(Schema, null, p, c),
        "type" => (p, c) => TypeGrammar.Create<Person>(null, p, c),
        "NJsonSchema" => (p, c) => NJsonSchemaGrammar.Create(NJsonSchema.JsonSchema.FromType<Person>(), null, p, c),
        "regex" => (p, c) => RegexGrammar.Create(@"^(?=.*\d)\w{3,9}(?<!z)$", null, p, c),
        "rules" => (p, c) => GbnfGrammar.Parse("root ::= item (\",\" item)*\nitem ::= [a-z]+ | \"(\" root \")\"", "root", null, p, c),
        "rules with a schema" => (p, c) => GbnfGrammar.Parse("root ::= \"x\" %json " + Schema, "root", null, p, c),
        "choices" => (p, c) => ChoiceGrammar.Create(["yes", "no"], null, p, c),
        "many choices" => (p, c) => ChoiceGrammar.Create(Many, null, p, c),
        _ => (p, c) =>
        {
            var builder = new GrammarBuilder();
            return builder.Build(builder.Json(Schema) + "!", "built", p, c);
        }
        ,
    };

    private sealed class Log : IProgress<GrammarProgress>
    {
        public List<GrammarProgress> Reports { get; } = [];

        public int? CancelAt { get; init; }

        public string? CancelAtPass { get; init; }

        public CancellationTokenSource? Cancellation { get; init; }

        public void Report(GrammarProgress value)
        {
            if (Reports.Count == CancelAt || value.Pass == CancelAtPass)
            {
                Cancellation!.Cancel();
            }

            Reports.Add(value);
        }
    }
}
