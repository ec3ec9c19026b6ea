using System.Globalization;
using System.Numerics;
using Guided.Grammars.JsonSchema;

namespace Guided.Grammars.Tests.JsonSchema;

/// <summary>Bounds and multipleOf against exact arithmetic, in every spelling with an exponent.</summary>
public sealed class ExponentTests
{
    /// <summary>See docs/json-schema.md: how far the first digit may stand from the point.</summary>
    private const int MaxPlaces = 40;

    [Theory]
    [InlineData("3", null, false, null)]
    [InlineData("3", "17", true, null)]
    [InlineData("14", "14", true, null)]
    [InlineData("-2", "13", true, null)]
    [InlineData("1", null, true, null)]
    [InlineData(null, "250", true, null)]
    [InlineData("0.5", "12.25", false, null)]
    [InlineData("1.25", "1.25", false, null)]
    [InlineData("-0.05", "123456.789", false, null)]
    [InlineData("999", "1001", true, null)]
    [InlineData("1e-7", "3e-7", false, null)]
    [InlineData("100000", "99999999999", true, null)]
    [InlineData(null, null, true, null)]
    [InlineData("4", "1000", false, "7")]
    [InlineData("1", null, false, "7")]
    [InlineData(null, "40", false, "2.5")]
    [InlineData("0.01", "99.99", false, "0.01")]
    [InlineData("12.5", "12.625", false, "0.001")]
    [InlineData(null, "0.4", false, "0.01")]
    [InlineData("1e-9", "7", false, "1e-5")]
    [InlineData("-30", "30", true, "3")]
    [InlineData("1", null, true, "0.35")]
    [InlineData("5", "100000", false, "1000")]
    [InlineData("20", "20", false, "0.5")]
    [InlineData("1.5", "1e30", false, "12.5")]
    [InlineData("100", "200", false, "97")]
    public void Every_spelling_of_every_number(string? min, string? max, bool isInteger, string? divisor)
    {
        foreach (var isExclusive in min == max && min is not null ? [false] : new[] { false, true })
        {
            var schema = $$"""{"type":"{{(isInteger ? "integer" : "number")}}"{{Keyword("inimum", min, isExclusive)}}{{Keyword("aximum", max, isExclusive)}}{{(divisor is null ? "" : $",\"multipleOf\":{divisor}")}}}""";
            var language = new Language(JsonSchemaGrammar.Create(schema));
            var random = new Random(schema.Length);
            var (members, others) = (0, 0);
            for (var i = 0; i < 1500; i++)
            {
                var number = Near(random, min, max, divisor);
                var text = Spell(random, number);
                var isMember = Holds(number, min, max, isExclusive, isInteger, divisor);
                (members, others) = isMember ? (members + 1, others) : (members, others + 1);
                Assert.True(isMember == language.Has(text), $"{text} should {(isMember ? "" : "not ")}be in {schema}");
            }

            Assert.True(members > 20 && (others > 20 || (min, max, divisor, isInteger) == (null, null, null, false)), $"{members} and {others} of {schema}");
            for (var seed = 0; seed < 8; seed++)
            {
                // A prefix with an exponent may lead on to exponents of any size, which arithmetic is not asked about.
                var text = language.Sample(new Random(seed), freeBytes: seed * 2);
                Assert.True(text.Split('e', 'E') is not [_, { Length: < 4 }] || Holds(Read(text), min, max, isExclusive, isInteger, divisor), $"{text} of {schema}");
            }
        }
    }

    [Theory]
    [InlineData("""{"type":"number","minimum":3}""", "0.3e1|0.0000000003e10|30000000000e-10|3.0000e+00|3000000000000000000000000000000000000000e-39", "0.29e1|29999999999e-10|0e5|-3e0")]
    [InlineData("""{"type":"integer"}""", "1.2345678e7|1.2345678901234567e+16|12000000000e-9|0.0000000001e10|0e-5", "1.2345678e6|12000000000e-10|1e-1")]
    [InlineData("""{"type":"integer","minimum":5,"maximum":2000}""", "1.234e3|5e0|0.5e1|2e3|2000e0|19.99e2", "1.2345e2|4e0|2001e0|2.0001e3|1.23456e4")]
    [InlineData("""{"type":"number","multipleOf":0.01,"minimum":1,"maximum":99.99}""", "1e0|0.9999e2|9999e-2|12.5e0|1.05e1", "1.005e0|1e2|0.99e0|12345e-3")]
    [InlineData("""{"type":"number","multipleOf":0.01,"minimum":0,"maximum":0.004}""", "0|0e5|0.00E-3|-0", "0.01|1e-2|0.004")]
    [InlineData("""{"type":"integer","multipleOf":123456789,"minimum":5,"maximum":1e18}""", "123456789|1.23456789e8|246913578e0|0.246913578000e9", "0e0|1e8|1.2345678e8|1.23456789e18")]
    public void Cases(string schema, string members, string others)
    {
        var language = new Language(JsonSchemaGrammar.Create(schema));
        Assert.All(members.Split('|'), text => Assert.True(language.Has(text), text));
        Assert.All(others.Split('|'), text => Assert.False(language.Has(text), text));
    }

    [Theory]
    [InlineData("""{"type":"integer","multipleOf":7,"minimum":1000000,"maximum":1000010}""")]
    [InlineData("""{"type":"number","multipleOf":0.35,"minimum":12}""")]
    [InlineData("""{"type":"number","exclusiveMinimum":0.123456,"exclusiveMaximum":0.123457}""")]
    [InlineData("""{"type":"integer","minimum":123456789,"maximum":123456789}""")]
    [InlineData("""{"type":"array","items":{"type":"integer","minimum":3},"uniqueItems":true,"minItems":2,"maxItems":3}""")]
    [InlineData("""{"type":"array","items":{"type":"number","minimum":1,"maximum":2,"multipleOf":0.001},"uniqueItems":true,"minItems":2,"maxItems":3}""")]
    [InlineData("""{"type":"number","not":{"multipleOf":3},"minimum":10,"maximum":20}""")]
    public void Every_prefix_leads_to_an_end(string schema)
    {
        var language = new Language(JsonSchemaGrammar.Create(schema));
        for (var seed = 0; seed < 30; seed++)
        {
            Assert.True(language.Has(language.Sample(new Random(seed), seed % 20)));
        }
    }

    private static string Keyword(string name, string? value, bool isExclusive) =>
        value is null ? "" : $",\"{(isExclusive ? "exclusiveM" : "m")}{name}\":{value}";

    /// <summary>A number near one of the ends, or some other, a multiple of the divisor more often than not.</summary>
    private static (BigInteger Coefficient, int Exponent) Near(Random random, string? min, string? max, string? divisor)
    {
        var end = random.Next(3) switch { 0 => min, 1 => max, _ => null };
        var (coefficient, exponent) = end is null ? (new BigInteger(random.Next(-20, 3000)), random.Next(-4, 4)) : Read(end);
        var finer = random.Next(4);
        (coefficient, exponent) = (coefficient * BigInteger.Pow(10, finer), exponent - finer);
        coefficient += random.Next(-2, 3) * BigInteger.Pow(10, random.Next(finer + 1));
        if (divisor is not null && random.Next(4) > 0)
        {
            var (step, places) = Read(divisor);
            var scale = Math.Min(exponent, places);
            var (number, unit) = (coefficient * BigInteger.Pow(10, exponent - scale), step * BigInteger.Pow(10, places - scale));
            return (number / unit * unit, scale);
        }

        return (coefficient, exponent);
    }

    /// <summary>A spelling with an exponent, the point anywhere within the places that are admitted, zeros in front and behind.</summary>
    private static string Spell(Random random, (BigInteger Coefficient, int Exponent) number)
    {
        var digits = BigInteger.Abs(number.Coefficient).ToString(CultureInfo.InvariantCulture) + new string('0', random.Next(3) * random.Next(2));
        var exponent = number.Exponent - (digits.Length - BigInteger.Abs(number.Coefficient).ToString(CultureInfo.InvariantCulture).Length);
        var most = random.Next(4) == 0 ? MaxPlaces - 1 : 4;
        var point = number.Coefficient.IsZero ? 1 : random.Next(-Math.Min(most, MaxPlaces - 1), most + 1);
        string mantissa;
        if (point <= 0)
        {
            mantissa = "0." + new string('0', -point) + digits;
        }
        else if (point >= digits.Length)
        {
            mantissa = digits + new string('0', point - digits.Length) + (random.Next(3) == 0 ? "." + new string('0', 1 + random.Next(3)) : "");
        }
        else
        {
            mantissa = digits[..point] + "." + digits[point..];
        }

        if (number.Coefficient.IsZero)
        {
            mantissa = "0" + (random.Next(2) == 0 ? ".00" : "");
        }

        var power = exponent + digits.Length - point;
        var sign = power < 0 ? "-" : random.Next(3) == 0 ? "+" : "";
        return (number.Coefficient.Sign < 0 ? "-" : "") + mantissa + "eE"[random.Next(2)] + sign + new string('0', random.Next(3) * random.Next(2)) + Math.Abs(power).ToString(CultureInfo.InvariantCulture);
    }

    private static bool Holds((BigInteger, int) number, string? min, string? max, bool isExclusive, bool isInteger, string? divisor) =>
        (min is null || Compare(number, Read(min)) > (isExclusive ? 0 : -1))
        && (max is null || Compare(number, Read(max)) < (isExclusive ? 0 : 1))
        && (!isInteger || IsMultiple(number, (1, 0)))
        && (divisor is null || IsMultiple(number, Read(divisor)));

    private static int Compare((BigInteger Coefficient, int Exponent) x, (BigInteger Coefficient, int Exponent) y)
    {
        var exponent = Math.Min(x.Exponent, y.Exponent);
        return (x.Coefficient * BigInteger.Pow(10, x.Exponent - exponent)).CompareTo(y.Coefficient * BigInteger.Pow(10, y.Exponent - exponent));
    }

    private static bool IsMultiple((BigInteger Coefficient, int Exponent) value, (BigInteger Coefficient, int Exponent) divisor)
    {
        var exponent = Math.Min(value.Exponent, divisor.Exponent);
        return (value.Coefficient * BigInteger.Pow(10, value.Exponent - exponent) % (divisor.Coefficient * BigInteger.Pow(10, divisor.Exponent - exponent))).IsZero;
    }

    private static (BigInteger Coefficient, int Exponent) Read(string text)
    {
        var parts = text.Split('e', 'E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var places = point < 0 ? 0 : parts[0].Length - point - 1;
        var power = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        return (BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), power - places);
    }
}
