using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using DotNetRegex = System.Text.RegularExpressions.Regex;

namespace Guided.Grammars.Types;

/// <summary>The schema of an object: the contract's members in the contract's order.</summary>
internal sealed class ObjectSchema(TypeReader reader, JsonTypeInfo contract, TypePlace place, (string Name, JsonNode Value)? discriminator)
{
    private readonly NullabilityInfoContext _nullability = new();
    private readonly JsonObject _properties = [];
    private readonly JsonArray _required = [];

    /// <summary>Whether the serializer can make an object of the type.</summary>
    public static bool IsInstantiable(JsonTypeInfo contract) =>
        contract.Kind == JsonTypeInfoKind.Object && (contract.CreateObject is not null || contract.Properties.Any(p => p.AssociatedParameter is not null));

    public JsonObject Build()
    {
        if (!IsInstantiable(contract))
        {
            throw place.Error("it cannot be instantiated; use a concrete type with a constructor that System.Text.Json can call");
        }

        if (discriminator is var (name, value))
        {
            // The serializer wants a number in plain digits.
            var type = value.GetValueKind() == JsonValueKind.Number ? "integer" : "string";
            _properties[name] = new JsonObject { ["type"] = type, ["const"] = value.DeepClone() };
            _required.Add(name);
        }

        JsonPropertyInfo? rest = null;
        foreach (var member in contract.Properties)
        {
            if (member.IsExtensionData)
            {
                rest = member;
            }
            else if (member.Set is not null || member.AssociatedParameter is not null)
            {
                Add(member);
            }
        }

        var schema = new JsonObject { ["type"] = "object" };
        if (Description(contract.Type) is { } text)
        {
            schema["description"] = text;
        }

        schema["properties"] = _properties;
        if (_required.Count > 0)
        {
            schema["required"] = _required;
        }

        AddRest(schema, rest);
        return schema;
    }

    private void Add(JsonPropertyInfo member)
    {
        var declaration = member.AttributeProvider;
        var inner = place.Inner(member.PropertyType, member.Name, Nullability(member)) with { Converter = member.CustomConverter };
        var isNullable = TypeReader.AllowsNull(inner) || AnyTypes.Of(member.PropertyType) is { Count: 0 };
        var value = reader.Member(inner);
        var isNever = value is JsonValue;
        var schema = value as JsonObject ?? [];
        var isRequired = member.IsRequired || !isNullable;
        var annotated = Annotations.Apply(declaration, inner, schema, ref isRequired);
        if (Description(declaration) is { } text && !isNever)
        {
            annotated["description"] = text;
        }

        _properties[member.Name] = isNever ? value : annotated;
        if (isRequired)
        {
            _required.Add(member.Name);
        }
    }

    private NullabilityInfo? Nullability(JsonPropertyInfo member) => (member.AttributeProvider, member.AssociatedParameter?.AttributeProvider) switch
    {
        (_, ParameterInfo parameter) => _nullability.Create(parameter),
        (PropertyInfo property, _) => _nullability.Create(property),
        (FieldInfo field, _) => _nullability.Create(field),
        _ => null,
    };

    /// <summary>
    /// Extension data takes members of other names. Where names are read in any case, those that differ from a member's in case only are left
    /// out; and where a type discriminator must come first, all are.
    /// </summary>
    private void AddRest(JsonObject schema, JsonPropertyInfo? rest)
    {
        if (rest is null || discriminator is not null)
        {
            schema["additionalProperties"] = false;
            return;
        }

        var names = _properties.Select(p => p.Key).ToArray();
        schema["additionalProperties"] = new JsonObject();
        if (reader.Options.PropertyNameCaseInsensitive && names.Length > 0)
        {
            var inAnyCase = new JsonObject { ["pattern"] = $"(?i:{string.Join('|', names.Select(DotNetRegex.Escape))})" };
            schema["propertyNames"] = new JsonObject
            {
                ["anyOf"] = new JsonArray(
                    new JsonObject { ["enum"] = new JsonArray([.. names.Select(n => (JsonNode)n)]) },
                    new JsonObject { ["not"] = inAnyCase }),
            };
        }
    }

    private static string? Description(ICustomAttributeProvider? declaration) =>
        declaration?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: true).OfType<DescriptionAttribute>().FirstOrDefault()?.Description is { Length: > 0 } text
            ? text
            : null;
}
