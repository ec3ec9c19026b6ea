using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Guided.Expressions;

namespace Guided.Grammars.Types;

/// <summary>Turns types into schemas by the serializer's contracts, and refuses types that it cannot promise to be read.</summary>
internal sealed class TypeReader
{
    private const int ReservedDepth = 16;

    private readonly JsonObject _definitions = [];
    private readonly Dictionary<(Type, string?, int), string> _names = [];
    private readonly RecursiveTypes _recursion;
    private readonly int _maxNesting;

    /// <summary>Makes a reader.</summary>
    /// <param name="serializer">The options that will read the JSON.</param>
    /// <param name="maxNesting">How deep arrays and objects of types that contain themselves may nest; the greatest integer for no bound.</param>
    public TypeReader(JsonSerializerOptions serializer, int maxNesting)
    {
        // The serializer would supply the default resolver on first use; the caller's options are left alone.
        Options = serializer.TypeInfoResolver is not null || serializer.IsReadOnly
            ? serializer
            : new JsonSerializerOptions(serializer) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

        // What is left is for the types around them, which nest only so deep as they are written.
        var maxDepth = Options.MaxDepth == 0 ? 64 : Options.MaxDepth;
        _maxNesting = maxNesting == int.MaxValue ? maxNesting : Math.Min(maxNesting, Math.Max(1, maxDepth - ReservedDepth));
        _recursion = new RecursiveTypes(this);
    }

    public JsonSerializerOptions Options { get; }

    /// <summary>The schema of a type and of all that is in it.</summary>
    public JsonObject Read(Type type)
    {
        var root = Value(new TypePlace(type, "", null, 0));
        if (Nullable.GetUnderlyingType(type) is not null)
        {
            root = OrNull(root);
        }

        root = root.ContainsKey("$ref") ? new JsonObject { ["allOf"] = new JsonArray(root) } : root;
        root.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        if (_definitions.Count > 0)
        {
            root["definitions"] = _definitions;
        }

        return root;
    }

    /// <summary>The schema of a value that is not null.</summary>
    /// <exception cref="TypeException">The type is not supported.</exception>
    public JsonObject Value(TypePlace place)
    {
        Exploration.ThrowIfCancelled();
        place = place with { Type = Nullable.GetUnderlyingType(place.Type) ?? place.Type };
        var type = place.Type;
        CheckConverter(place);
        if (AnyTypes.Of(type) is { } any)
        {
            return any;
        }

        if (type.IsEnum)
        {
            return EnumSchema.Of(place, Options);
        }

        if (ScalarTypes.Of(type) is { } scalar)
        {
            return scalar;
        }

        var contract = Contract(place);
        return contract.PolymorphismOptions is not null && contract.Kind != JsonTypeInfoKind.None
            ? PolymorphicSchema.Of(this, contract, place)
            : Concrete(contract, place, null);
    }

    /// <summary>The schema of a value that may be null.</summary>
    public static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue type && schema["enum"] is null)
        {
            schema["type"] = new JsonArray(type.DeepClone(), "null");
            return schema;
        }

        return schema.Count == 0 ? schema : new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
    }

    /// <summary>The schema of an array, dictionary or object of exactly a type.</summary>
    /// <param name="contract">The type's contract.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="discriminator">The member that tells it from its relatives, or null.</param>
    public JsonObject Concrete(JsonTypeInfo contract, TypePlace place, (string Name, JsonNode Value)? discriminator) => contract.Kind switch
    {
        JsonTypeInfoKind.Object => Definition(contract, place, discriminator),
        JsonTypeInfoKind.Enumerable when discriminator is null => Items(contract, place),
        JsonTypeInfoKind.Dictionary when discriminator is null => DictionarySchema.Of(this, contract, place),
        _ => throw place.Error(discriminator is null
            ? "it has a converter of its own, whose JSON is not known"
            : "only objects are supported among polymorphic types"),
    };

    /// <summary>The contract of a type.</summary>
    public JsonTypeInfo Contract(TypePlace place)
    {
        try
        {
            return Options.GetTypeInfo(place.Type);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw place.Error("System.Text.Json has no contract for it: " + e.Message);
        }
    }

    /// <summary>Refuses a type that the serializer cannot make, by having it read the least JSON.</summary>
    public void CheckReadable(TypePlace place, string json)
    {
        try
        {
            JsonSerializer.Deserialize(json, place.Type, Options);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or JsonException)
        {
            throw place.Error("System.Text.Json cannot make one: " + e.Message);
        }
    }

    private void CheckConverter(TypePlace place)
    {
        JsonConverter converter;
        try
        {
            converter = place.Converter ?? Options.GetConverter(place.Type);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            throw place.Error("System.Text.Json has no converter for it: " + e.Message);
        }

        var isEnumFactory = place.Type.IsEnum && converter is JsonConverterFactory;
        if (converter.GetType().Assembly != typeof(JsonSerializer).Assembly && !isEnumFactory)
        {
            throw place.Error("it has a converter of its own, whose JSON is not known");
        }
    }

    private JsonObject Items(JsonTypeInfo contract, TypePlace place)
    {
        var element = contract.ElementType ?? throw place.Error("the type of its items is not known");
        var inner = place.Deeper().Inner(element, "[]", place.Nullability?.ElementType ?? place.Nullability?.GenericTypeArguments.LastOrDefault());
        var schema = new JsonObject { ["type"] = "array", ["items"] = Member(inner) };
        CheckReadable(place, "[]");
        return schema;
    }

    /// <summary>The schema of an item or value, null included where its type says so. Where nesting ends there is none.</summary>
    public JsonNode Member(TypePlace place)
    {
        var isNull = AllowsNull(place);
        if (place.Level > _maxNesting)
        {
            return isNull ? new JsonObject { ["type"] = "null" } : JsonValue.Create(false);
        }

        var schema = Value(place);
        return isNull ? OrNull(schema) : schema;
    }

    /// <summary>Whether a place may hold null by the annotations of its declaration.</summary>
    public static bool AllowsNull(TypePlace place) => Nullable.GetUnderlyingType(place.Type) is not null
        || (!place.Type.IsValueType && place.Nullability?.WriteState == NullabilityState.Nullable);

    private JsonObject Definition(JsonTypeInfo contract, TypePlace place, (string Name, JsonNode Value)? discriminator)
    {
        var level = _maxNesting < int.MaxValue && _recursion.Reaches(contract.Type) ? place.Level + 1 : 0;
        var key = (contract.Type, discriminator is null ? null : $"{discriminator.Value.Name}:{discriminator.Value.Value.ToJsonString()}", level);
        if (!_names.TryGetValue(key, out var name))
        {
            var word = string.Concat(contract.Type.Name.Where(char.IsLetterOrDigit));
            name = word;
            for (var i = 2; _definitions.ContainsKey(name); i++)
            {
                name = $"{word}{i}";
            }

            _names[key] = name;
            _definitions[name] = new JsonObject();
            var schema = new ObjectSchema(this, contract, place with { Level = level }, discriminator).Build();
            _definitions[name] = schema;
        }

        return new JsonObject { ["$ref"] = $"#/definitions/{name}" };
    }
}
