using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Guided.Grammars.Types;

/// <summary>Types that a member of the JSON tells apart (<c>JsonPolymorphic</c>, <c>JsonDerivedType</c>): the member comes first.</summary>
internal static class PolymorphicSchema
{
    public static JsonObject Of(TypeReader reader, JsonTypeInfo contract, TypePlace place)
    {
        var polymorphism = contract.PolymorphismOptions!;
        var branches = new JsonArray();
        foreach (var derived in polymorphism.DerivedTypes)
        {
            // Without a discriminator a type is written but never read.
            if (derived.TypeDiscriminator is { } value)
            {
                var inner = place with { Type = derived.DerivedType };
                var discriminator = (polymorphism.TypeDiscriminatorPropertyName, value is int number ? (JsonNode)number : (string)value);
                branches.Add(reader.Concrete(reader.Contract(inner), inner, discriminator));
            }
        }

        var isListed = polymorphism.DerivedTypes.Any(d => d.DerivedType == contract.Type && d.TypeDiscriminator is not null);
        if (!isListed && ObjectSchema.IsInstantiable(contract))
        {
            branches.Add(reader.Concrete(contract, place, null));
        }

        return branches.Count == 0
            ? throw place.Error("it cannot be instantiated, and none of its derived types has a type discriminator")
            : branches.Count == 1 ? (JsonObject)branches[0]!.DeepClone() : new JsonObject { ["anyOf"] = branches };
    }
}
