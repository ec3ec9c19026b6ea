using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

#pragma warning disable CA2227 // the serializer fills the collections
#pragma warning disable CA1051 // a field that the serializer is told to include

namespace Guided.Grammars.Tests.Types;

[Flags]
public enum Rights
{
    None = 0,
    Read = 1,
    Write = 2,
    All = 3,
}

[JsonDerivedType(typeof(Cat), "cat")]
[JsonDerivedType(typeof(Dog), "dog")]
[JsonDerivedType(typeof(Animal), "animal")]
public record Animal(string Name);

public sealed record Cat(string Name, int Lives) : Animal(Name);

public sealed record Dog(string Name, Animal? Friend) : Animal(Name);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Leaf), 1)]
[JsonDerivedType(typeof(Branch), 2)]
public abstract class Plant
{
    public bool Green { get; set; }
}

public sealed class Leaf : Plant
{
    public required string Shape { get; set; }
}

public sealed class Branch : Plant
{
    public List<Plant> Parts { get; set; } = [];
}

public sealed class Contracts
{
    public required Uri Link { get; set; }

    public Version? Version { get; set; }

    public Rights Rights { get; set; }

    public HashSet<int> Numbers { get; set; } = [];

    public ImmutableArray<string> Words { get; set; }

    public ImmutableDictionary<string, bool>? Flags { get; set; }

    public IReadOnlyDictionary<int, string>? ByNumber { get; set; }

    public Dictionary<Guid, Rights>? ById { get; set; }

    public IDictionary<Priority, byte>? ByPriority { get; set; }

    public Dictionary<DateOnly, decimal>? ByDay { get; set; }

    public ISet<char>? Letters { get; set; }

    public Queue<TimeOnly>? Times { get; set; }

    public Int128 Large { get; set; }

    public Half Small { get; set; }

    public ReadOnlyMemory<byte> Bytes { get; set; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public double Quoted { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sometimes { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Always)]
    public string? Never { get; set; }

    [JsonInclude]
    public int Field;

    public JsonObject? Tree { get; set; }

    public JsonElement Anything { get; set; }

    public (int A, int B)? Unread { get; set; }

    public Nested? Struct { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; set; }
}

public readonly record struct Nested(int X, string? Y = null);

[Description("A judged answer.")]
public sealed record Judged(
    [property: Description("Yes or no, from the text only.")] string Answer,
    [property: Description("Why.")] string Reasoning,
    [property: Range(0, 10)] int? Score = null);

public sealed record Reasoned(string Reasoning, string Answer);

public sealed record AllowedKinds([property: AllowedValues("a", "b")] string Kind);
