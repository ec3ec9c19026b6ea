using System.Globalization;
using System.Numerics;
using Guided.Grammars.JsonSchema;

namespace Guided.Grammars.Tests.JsonSchema;

/// <summary>multipleOf against exact arithmetic, exponents included.</summary>
public sealed class MultipleTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("7")]
    [InlineData("40")]
    [InlineData("1000")]
    [InlineData("0.5")]
    [InlineData("0.35")]
    [InlineData("2.5")]
    [InlineData("0.0075")]
    [InlineData("1e-8")]
    [InlineData("0.123456789")]
    public void Every_spelling_of_every_multiple(string divisor)
    {
        var language = new Language(JsonSchemaGrammar.Create($$"""{"type":"number","multipleOf":{{divisor}}}"""));
        var random = new Random(1);
        var (coefficient, exponent) = Read(divisor);
        var multiples = 0;
        for (var i = 0; i < 3000; i++)
        {
            var text = Number(random, i % 3 == 0 ? coefficient : BigInteger.One);
            var isMultiple = IsMultiple(Read(text), (coefficient, exponent));
            multiples += isMultiple ? 1 : 0;
            Assert.True(isMultiple == language.Has(text), text);
        }

        Assert.InRange(multiples, 50, 3000);
    }

    [Theory]
    [InlineData("""{"type":"integer","multipleOf":0.123456789}""", "0|123456789|123456789e3|12345678.9e1", "1e8|1e308|0.5|0.123456789")]
    [InlineData("""{"type":"integer","multipleOf":0.5}""", "1e308|1.5e1|-3", "0.5|1.5|5e-1")]
    [InlineData("""{"type":"number","multipleOf":0.01}""", "4.02|0.0075e2|1e-2|-0.0|0e-9", "0.0075|1e-3|4.021")]
    [InlineData("""{"type":"number","multipleOf":3,"minimum":0}""", "0|3|3e1|0.3e1", "-3|1|4e5")]
    [InlineData("""{"type":"number","multipleOf":3,"exclusiveMinimum":0}""", "3|3e1|0.3e1", "0|0.0|-3")]
    [InlineData("""{"type":"number","multipleOf":3,"minimum":4,"maximum":10}""", "6|9|9.0", "3|12|7")]
    public void Cases(string schema, string valid, string invalid)
    {
        var language = new Language(JsonSchemaGrammar.Create(schema));
        Assert.All(valid.Split('|'), text => Assert.True(language.Has(text), text));
        Assert.All(invalid.Split('|'), text => Assert.False(language.Has(text), text));
    }

    [Theory]
    [InlineData("""{"type":"integer","multipleOf":123456789}""")]
    [InlineData("""{"type":"number","multipleOf":0.35}""")]
    [InlineData("""{"type":"number","multipleOf":97,"exclusiveMaximum":0}""")]
    public void Every_prefix_leads_to_an_end(string schema)
    {
        var language = new Language(JsonSchemaGrammar.Create(schema));
        var random = new Random(4);
        for (var i = 0; i < 30; i++)
        {
            Assert.True(language.Has(language.Sample(random, random.Next(20))));
        }
    }

    private static string Number(Random random, BigInteger factor)
    {
        var whole = (new BigInteger(random.Next(random.Next(2) == 0 ? 40 : 100_000)) * factor).ToString(CultureInfo.InvariantCulture) + new string('0', random.Next(3) * random.Next(2));
        whole = whole.TrimStart('0') is { Length: > 0 } digits ? digits : "0";
        var fraction = random.Next(2) == 0 ? "" : "." + random.Next(1000).ToString(CultureInfo.InvariantCulture) + new string('0', random.Next(3));
        var power = random.Next(2) == 0 ? "" : (random.Next(2) == 0 ? "e" : "E+-"[..(1 + random.Next(2))]) + random.Next(12).ToString(CultureInfo.InvariantCulture);
        power = random.Next(3) == 0 && power.Length > 0 ? "e-" + random.Next(12).ToString(CultureInfo.InvariantCulture) : power;
        return (random.Next(4) == 0 ? "-" : "") + whole + fraction + power;
    }

    private static (BigInteger Coefficient, int Exponent) Read(string text)
    {
        var parts = text.Split('e', 'E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var places = point < 0 ? 0 : parts[0].Length - point - 1;
        var power = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        return (BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), power - places);
    }

    private static bool IsMultiple((BigInteger Coefficient, int Exponent) value, (BigInteger Coefficient, int Exponent) divisor)
    {
        var exponent = Math.Min(value.Exponent, divisor.Exponent);
        return (value.Coefficient * BigInteger.Pow(10, value.Exponent - exponent) % (divisor.Coefficient * BigInteger.Pow(10, divisor.Exponent - exponent))).IsZero;
    }
}
