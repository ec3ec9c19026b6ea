using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

#pragma warning disable CA1720 // the members are named after their types

namespace Guided.Grammars.Tests.Types;

public enum Priority
{
    Low,
    Normal,
    VeryHigh,
}

public sealed record Order
{
    public required string Name { get; init; }

    [Range(1, 100)]
    public int Qty { get; init; }

    public DateOnly? Due { get; init; }

    public bool Gift { get; init; }

    public Priority Priority { get; init; }

    [MinLength(1)]
    [MaxLength(3)]
    public List<string> Tags { get; init; } = [];
}

public sealed record Line([property: Required] string Sku, [property: Range(0.5, 1.5)] double Weight, int? Count = null);

public sealed record Everything
{
    public sbyte Int8 { get; init; }

    public byte UInt8 { get; init; }

    public short Int16 { get; init; }

    public ushort UInt16 { get; init; }

    public uint UInt32 { get; init; }

    public long Int64 { get; init; }

    public ulong UInt64 { get; init; }

    public float Single { get; init; }

    public double Double { get; init; }

    public decimal Decimal { get; init; }

    public char Letter { get; init; }

    public Guid Id { get; init; }

    public DateTime When { get; init; }

    public DateTimeOffset? Since { get; init; }

    public TimeOnly Clock { get; init; }

    public TimeSpan Took { get; init; }

    public byte[] Blob { get; init; } = [];

    [StringLength(6, MinimumLength = 2)]
    public string Short { get; init; } = "";

    [RegularExpression("[A-Z]{2}-\\d+|none")]
    public string Code { get; init; } = "";

    [JsonPropertyName("x_y")]
    public string? Renamed { get; init; }

    [JsonIgnore]
    public int Ignored { get; init; }

    public int Computed => Lines.Count;

    public Priority? Level { get; init; }

    public IReadOnlyList<Line> Lines { get; init; } = [];

    public Line? Best { get; init; }

    public string?[] Notes { get; init; } = [];

    public Dictionary<string, int> Counts { get; init; } = [];

    public object? Any { get; init; }
}

public sealed record Tree(string Label, List<Tree> Children, Tree? Next);

[JsonPolymorphic]
[JsonDerivedType(typeof(Circle), "circle")]
public abstract record Shape;

public sealed record Circle(double Radius) : Shape;

public sealed record Annotated([property: EmailAddress] string Mail);

public sealed record Allowed([property: AllowedValues("a", "b")] string Kind);

public sealed record DateRange([property: Range(typeof(DateTime), "2020-01-01", "2021-01-01")] DateTime Day);

public sealed record Ranges(
    [property: Range(0.0, double.MaxValue, MinimumIsExclusive = true)] double A,
    [property: Range(typeof(decimal), "-10.00", "10.00")] decimal B,
    [property: Length(2, 3)] int[] C);

public sealed record TooFar([property: Range(0.0, 1e300)] double Value);

public sealed record Denied([property: DeniedValues("a", "b")] string Kind);

[JsonPolymorphic]
public abstract record Unlisted;

public sealed record Holder<T>(T Value);

[JsonConverter(typeof(OddConverter))]
public sealed record Odd(int Value);

public sealed class OddConverter : JsonConverter<Odd>
{
    public override Odd Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options) => new(reader.GetInt32());

    public override void Write(System.Text.Json.Utf8JsonWriter writer, Odd value, System.Text.Json.JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

public interface IOwnList : IEnumerable<int>;

public enum NoMembers
{
}

public sealed class TwoConstructors
{
    public TwoConstructors(int a) => A = a;

    public TwoConstructors(int a, int b) => A = a + b;

    public int A { get; }
}
