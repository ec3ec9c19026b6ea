using System.Text.Json;
using Guided.Diagnostics;
using Guided.Grammars.JsonSchema;
using Xunit.Abstractions;

namespace Guided.Grammars.Tests.JsonSchema.Properties;

/// <summary>Random schemas over all keywords: a text is a member exactly when the validator says so, and every walk leads to a valid text.</summary>
public sealed class AnySchemaTests(ITestOutputHelper output)
{
    private const int Schemas = 150;
    private const int Values = 40;

    private static readonly JsonSchemaOptions AnyOrder = new() { PropertyOrder = PropertyOrder.Any };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Members_are_the_valid_texts(int seed)
    {
        var random = new Random(seed);
        var (compiled, valid, refused) = (0, 0, 0);
        for (var i = 0; i < Schemas; i++)
        {
            var source = new AnySchema(random);
            var text = source.Next().ToJsonString();
            using var schema = JsonDocument.Parse(text);
            var validator = new PlainValidator(schema.RootElement);
            var values = Enumerable.Range(0, Values).Select(_ => source.Value(3)?.ToJsonString() ?? "null").ToArray();

            // In the declared order not all valid texts are members, but all members are valid.
            var isAnyOrder = i % 3 > 0;
            Language language;
            GrammarSampler sampler;
            try
            {
                var grammar = JsonSchemaGrammar.Create(text, isAnyOrder ? AnyOrder : JsonSchemaOptions.Default);
                (language, sampler) = (new Language(grammar), new GrammarSampler(grammar, i));
            }
            catch (JsonSchemaException e) when (e.Reason.Contains("no value", StringComparison.Ordinal))
            {
                Assert.All(values, v => Assert.False(validator.IsValid(v), $"{text} has no value, and {v} is one"));
                continue;
            }
            catch (JsonSchemaException e) when (e.Keyword == "uniqueItems")
            {
                refused++;
                continue;
            }

            compiled++;
            foreach (var value in values)
            {
                var expected = validator.IsValid(value);
                valid += expected ? 1 : 0;
                Assert.True(language.Has(value) == expected || (expected && !isAnyOrder), $"{text} should {(expected ? "" : "not ")}admit {value}");
            }

            for (var walk = 0; walk < 4; walk++)
            {
                var sample = System.Text.Encoding.UTF8.GetString(sampler.Next(30));
                Assert.True(validator.IsValid(sample), $"{text} admits {sample}");
            }
        }

        output.WriteLine($"{compiled} compiled, {refused} refused, {valid} valid values");
        Assert.True(compiled > Schemas / 2 && valid > Schemas && refused < Schemas / 10);
    }
}
