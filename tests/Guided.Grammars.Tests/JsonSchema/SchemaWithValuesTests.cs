using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Guided.Grammars.JsonSchema;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NSchema = NJsonSchema.JsonSchema;

namespace Guided.Grammars.Tests.JsonSchema;

/// <summary>Random schemas against NJsonSchema as the independent validator.</summary>
public sealed class SchemaWithValuesTests
{
    private static readonly JsonSerializerOptions[] Styles =
    [
        new(),
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping },
        new() { WriteIndented = true },
    ];

    // Without a memory of names: every name that is tried would be a state of its own.
    private static readonly JsonSchemaOptions Options = new() { ExtraMembers = ExtraMembers.MayRepeat };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Members_validate_and_valid_instances_are_members(int seed)
    {
        var random = new Random(seed);
        var (admitted, refused) = (0, 0);
        for (var i = 0; i < 60; i++)
        {
            var (schema, value) = new SchemaWithValues(random).Next(3);
            var text = schema.ToJsonString();
            var language = new Language(JsonSchemaGrammar.Create(text, Options));
            var validator = await NSchema.FromJsonAsync(text);
            for (var j = 0; j < 8; j++)
            {
                var sample = language.Sample(random, random.Next(120));
                Assert.True(HasPairs(sample) || IsValid(validator, sample), $"{text} admits {sample}");

                var instance = value();
                var written = instance is null ? "null" : instance.ToJsonString(Styles[random.Next(Styles.Length)]);
                Assert.True(language.Has(written), $"{text} should admit {written}");

                var mutant = Mutate(random, instance);
                if (mutant is not null && !IsValid(validator, mutant))
                {
                    refused++;
                    Assert.False(language.Has(mutant), $"{text} admits {mutant}");
                }

                admitted++;
            }
        }

        Assert.True(admitted == 480 && refused > 60, $"{refused} invalid texts were tried");
    }

    /// <summary>Whether there are characters of two UTF-16 units: NJsonSchema counts them twice.</summary>
    private static bool HasPairs(string text) => text.Any(char.IsSurrogate) || text.Contains("\\ud8", StringComparison.OrdinalIgnoreCase)
        || text.Contains("\\ud9", StringComparison.OrdinalIgnoreCase) || text.Contains("\\uda", StringComparison.OrdinalIgnoreCase)
        || text.Contains("\\udb", StringComparison.OrdinalIgnoreCase);

    private static bool IsValid(NSchema schema, string text)
    {
        using var reader = new JsonTextReader(new StringReader(text))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Double,
        };
        return schema.Validate(Whole(JToken.ReadFrom(reader))).Count == 0;
    }

    /// <summary>To NJsonSchema 1.0 is no integer, as in draft 4; here it is one, as in all later drafts.</summary>
    private static JToken Whole(JToken token)
    {
        foreach (var value in (token is JContainer all ? all.DescendantsAndSelf() : [token]).OfType<JValue>().Where(v => v.Value is double d && double.IsInteger(d) && Math.Abs(d) < 1e15).ToArray())
        {
            var whole = new JValue((long)(double)value.Value!);
            if (value.Parent is null)
            {
                return whole;
            }

            value.Replace(whole);
        }

        return token;
    }

    /// <summary>The instance with one thing changed, or null when there is nothing to change.</summary>
    private static string? Mutate(Random random, JsonNode? instance)
    {
        switch (instance?.DeepClone())
        {
            case JsonObject { Count: > 0 } members when random.Next(2) == 0:
                members.Remove(members.ElementAt(random.Next(members.Count)).Key);
                return members.ToJsonString();
            case JsonObject members:
                members["unheard-of"] = random.Next(3) == 0 ? null : random.Next(1000);
                return members.ToJsonString();
            case JsonArray items:
                items.Add(random.Next(2) == 0 ? "other" : 5);
                return items.ToJsonString();
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                return System.Text.Json.JsonSerializer.Serialize(value.GetValue<string>() + "!a");
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                return value.ToJsonString() + "7";
            default:
                return null;
        }
    }
}
