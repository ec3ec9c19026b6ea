using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Guided.Grammars.Types;
using NSchema = NJsonSchema.JsonSchema;

namespace Guided.Grammars.Tests.Types;

/// <summary>Whatever a type's grammar admits deserialises and validates.</summary>
public sealed class TypeGrammarTests
{
    [Theory]
    [InlineData(typeof(Order))]
    [InlineData(typeof(Everything))]
    [InlineData(typeof(Tree))]
    [InlineData(typeof(Line))]
    [InlineData(typeof(List<Order>))]
    [InlineData(typeof(Dictionary<string, Line?>))]
    [InlineData(typeof(Priority))]
    [InlineData(typeof(int?))]
    [InlineData(typeof(double))]
    [InlineData(typeof(DateTime))]
    public async Task Random_members_deserialise_and_validate(Type type)
    {
        var language = new Language(TypeGrammar.Create(type));
        var schema = await NSchema.FromJsonAsync(TypeSchema.Of(type));
        var random = new Random(7);
        for (var i = 0; i < 60; i++)
        {
            var text = language.Sample(random, random.Next(200));
            var value = JsonSerializer.Deserialize(text, type, GuidedJson.SerializerOptions);
            if (value is not null)
            {
                Validate(value, text);
            }

            using var reader = new Newtonsoft.Json.JsonTextReader(new StringReader(text)) { DateParseHandling = Newtonsoft.Json.DateParseHandling.None, FloatParseHandling = Newtonsoft.Json.FloatParseHandling.Double };
            var token = Newtonsoft.Json.Linq.JToken.ReadFrom(reader);
            if (HasBigInteger(token))
            {
                continue; // NJsonSchema 10.7.2 cannot compare integers beyond 64 bits
            }

            var errors = schema.Validate(token);
            Assert.True(errors.Count == 0, $"{text}: {string.Join("; ", errors)}");
        }
    }

    [Theory]
    [InlineData(typeof(sbyte), "-128|127|0", "-129|128|1.0|-0|1e1")]
    [InlineData(typeof(byte), "0|255", "256|-1")]
    [InlineData(typeof(uint), "4294967295", "4294967296|-1")]
    [InlineData(typeof(int), "-2147483648|2147483647", "2147483648|-2147483649|99999999999")]
    [InlineData(typeof(ulong), "18446744073709551615", "18446744073709551616")]
    [InlineData(typeof(decimal), "79228162514264337593543950335|1.5|-7.9e28", "79228162514264337593543950336|1e29")]
    [InlineData(typeof(double), "1e308|-1.79e308|1e-400", "1e309|1.8e308")]
    [InlineData(typeof(float), "3.4e38", "3.5e38")]
    [InlineData(typeof(char), "\"a\"|\"é\"", "\"\"|\"ab\"|\"😀\"")]
    [InlineData(typeof(bool), "true", "\"true\"|1")]
    [InlineData(typeof(string), "\"\"|\"a\"", "null")]
    [InlineData(typeof(Priority), "\"Low\"|\"VeryHigh\"", "\"low\"|0")]
    [InlineData(typeof(DateOnly), "\"2024-02-29\"", "\"0000-01-01\"|\"2023-02-29\"")]
    [InlineData(typeof(TimeSpan), "\"1.02:03:04\"|\"-00:00:01.5000000\"", "\"24:00:00\"")]
    [InlineData(typeof(int[]), "[]|[1,2]", "null|[null]")]
    public void Scalars(Type type, string members, string others)
    {
        var language = new Language(TypeGrammar.Create(type));
        foreach (var text in members.Split('|'))
        {
            Assert.True(language.Has(text), text);
            _ = JsonSerializer.Deserialize(text, type, GuidedJson.SerializerOptions);
        }

        Assert.All(others.Split('|'), text => Assert.False(language.Has(text), text));
    }

    [Fact]
    public void Optional_members_are_those_that_may_be_null()
    {
        var language = new Language(TypeGrammar.Create<Order>());
        Assert.True(language.Has("""{"name":"x","qty":1,"gift":true,"priority":"Low","tags":["a"]}"""));
        Assert.True(language.Has("""{ "name" : "x", "qty": 100, "due": "2024-01-31", "gift":true, "priority":"VeryHigh", "tags": ["a", "b"] }"""));
        Assert.True(language.Has("""{"name":"x","qty":1,"due":null,"gift":true,"priority":"Low","tags":["a"]}"""));
        Assert.False(language.Has("""{"name":"x","qty":101,"gift":true,"priority":"Low","tags":["a"]}"""));
        Assert.False(language.Has("""{"name":"x","qty":1,"gift":true,"priority":"Low","tags":[]}"""));
        Assert.False(language.Has("""{"name":null,"qty":1,"gift":true,"priority":"Low","tags":["a"]}"""));
        Assert.False(language.Has("""{"qty":1,"gift":true,"priority":"Low","tags":["a"]}"""));
    }

    [Fact]
    public void Enums_follow_the_naming_policy()
    {
        var serializer = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        serializer.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        Assert.True(new Language(TypeGrammar.Create<Priority>(new TypeOptions { SerializerOptions = serializer })).Has("\"very_high\""));
        Assert.True(new Language(TypeGrammar.Create<Priority>(new TypeOptions { SerializerOptions = new JsonSerializerOptions() })).Has("2"));
    }

    [Theory]
    [InlineData(typeof(IComparable), "instantiated", "")]
    [InlineData(typeof(List<Unlisted>), "no contract", "")]
    [InlineData(typeof(Dictionary<Line, int>), "", "")]
    [InlineData(typeof(Holder<Odd>), "converter of its own", "value")]
    [InlineData(typeof(Holder<int[,]>), "", "value")]
    [InlineData(typeof(Holder<IOwnList>), "cannot make one", "value")]
    [InlineData(typeof(Holder<nint>), "", "value")]
    [InlineData(typeof(Holder<NoMembers>), "no members", "value")]
    [InlineData(typeof(TwoConstructors), "instantiated", "")]
    public void Other_types_are_refused(Type type, string reason, string path)
    {
        var e = Assert.Throws<TypeException>(() => TypeGrammar.Create(type));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.NotNull(e.Type);
        Assert.Equal(path, e.Path);
    }

    [Theory]
    [InlineData(typeof(Annotated), "EmailAddressAttribute", "mail")]
    [InlineData(typeof(Denied), "DeniedValuesAttribute", "kind")]
    [InlineData(typeof(DateRange), "Range is enforced on numbers", "day")]
    public void Annotations_that_are_not_enforced_are_refused(Type type, string reason, string path)
    {
        var e = Assert.Throws<TypeException>(() => TypeGrammar.Create(type));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Equal(path, e.Path);
    }

    [Fact]
    public void Ranges_may_be_exclusive_and_decimal()
    {
        var language = new Language(TypeGrammar.Create<Ranges>());
        Assert.True(language.Has("""{"a":0.1,"b":9.99,"c":[1,2]}"""));
        Assert.False(language.Has("""{"a":0,"b":9.99,"c":[1,2]}"""));
        Assert.False(language.Has("""{"a":0.1,"b":10.01,"c":[1,2]}"""));
        Assert.False(language.Has("""{"a":0.1,"b":10,"c":[1]}"""));
    }

    [Fact]
    public void A_range_beyond_decimal()
    {
        var language = new Language(TypeGrammar.Create<TooFar>());
        Assert.True(language.Has("""{"value":1e299}"""));
        Assert.False(language.Has("""{"value":1.1e300}"""));
    }

    private static bool HasBigInteger(Newtonsoft.Json.Linq.JToken token) => token is Newtonsoft.Json.Linq.JValue value
        ? value.Value is System.Numerics.BigInteger
        : token.Children().Any(HasBigInteger);

    private static void Validate(object value, string text)
    {
        var results = new List<ValidationResult>();
        if (value is not System.Collections.IEnumerable && !Validator.TryValidateObject(value, new ValidationContext(value), results, validateAllProperties: true))
        {
            Assert.Fail($"{text}: {string.Join("; ", results)}");
        }
    }
}
