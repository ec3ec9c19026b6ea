using System.Text.Json.Serialization.Metadata;

namespace Guided.Grammars.Types;

/// <summary>Tells which types contain themselves or such types, so that their nesting can be bounded.</summary>
internal sealed class RecursiveTypes(TypeReader reader)
{
    private readonly Dictionary<Type, HashSet<Type>> _parts = [];

    /// <summary>Whether a type that contains itself is in a type, or is it.</summary>
    public bool Reaches(Type type) => AllParts(type).Append(type).Any(t => AllParts(t).Contains(t));

    private HashSet<Type> AllParts(Type type)
    {
        if (!_parts.TryGetValue(type, out var parts))
        {
            _parts[type] = parts = [];
            var pending = new Stack<Type>(Parts(type));
            while (pending.TryPop(out var next))
            {
                if (parts.Add(next))
                {
                    foreach (var part in Parts(next))
                    {
                        pending.Push(part);
                    }
                }
            }
        }

        return parts;
    }

    private IEnumerable<Type> Parts(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum || ScalarTypes.IsKnown(type) || AnyTypes.Of(type) is not null)
        {
            return [];
        }

        var contract = reader.Contract(new TypePlace(type, "", null, 0));
        var parts = contract.Kind == JsonTypeInfoKind.Object ? contract.Properties.Select(p => p.PropertyType) : [];
        if (contract.ElementType is { } element)
        {
            parts = parts.Append(element);
        }

        // A type may list itself among its derived types, which is no nesting.
        return parts.Concat(contract.PolymorphismOptions?.DerivedTypes.Select(d => d.DerivedType).Where(t => t != type) ?? []);
    }
}
