using System.Collections.Immutable;

namespace Guided.Grammars.JsonSchema.Schemas;

/// <summary>What is known of the way to a schema. What dynamic references lead to: for each dynamic anchor the schema that bears it in the first resource on the way that has one.</summary>
internal sealed class Scope : IEquatable<Scope>
{
    private readonly ImmutableSortedDictionary<string, Schema> _bindings;

    private readonly int _hash;

    private Scope? _free;

    private Scope(ImmutableSortedDictionary<string, Schema> bindings, bool isFree)
    {
        (_bindings, IsFree) = (bindings, isFree);
        _hash = bindings.Aggregate(isFree ? -1 : bindings.Count, (hash, b) => HashCode.Combine(hash, b.Key, b.Value));
    }

    /// <summary>The scope before any resource was entered, and of schemas without dynamic references.</summary>
    public static Scope Empty { get; } = new(ImmutableSortedDictionary.Create<string, Schema>(StringComparer.Ordinal), isFree: false);

    /// <summary>Whether members come in no order here: see <see cref="PropertyOrder.AsDeclared"/>.</summary>
    public bool IsFree { get; }

    /// <summary>The same scope where members come in no order.</summary>
    public Scope Free => IsFree ? this : _free ??= new Scope(_bindings, isFree: true);

    /// <summary>The schema a dynamic anchor is bound to, or null.</summary>
    public Schema? Find(string anchor) => _bindings.GetValueOrDefault(anchor);

    /// <summary>The scope inside a schema.</summary>
    public Scope Enter(Schema schema)
    {
        if (!schema.Document.Library.HasDynamicReferences || schema.IsValue)
        {
            return this;
        }

        // Equal scopes are mostly one object, so that comparing them is cheap.
        var known = schema.Document.Library.Scopes;
        if (known.TryGetValue((this, schema.Document, schema.Resource), out var inside))
        {
            return inside;
        }

        var bindings = _bindings;
        foreach (var (name, pointer) in schema.Document.Index.DynamicAnchors(schema.Resource))
        {
            if (!bindings.ContainsKey(name) && schema.Document.Walk(pointer) is { } target)
            {
                bindings = bindings.Add(name, target);
            }
        }

        return known[(this, schema.Document, schema.Resource)] = ReferenceEquals(bindings, _bindings) ? this : new Scope(bindings, IsFree);
    }

    /// <inheritdoc/>
    public bool Equals(Scope? other) => ReferenceEquals(this, other) || (other is not null && IsFree == other.IsFree
        && _bindings.Count == other._bindings.Count && _bindings.SequenceEqual(other._bindings));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Scope);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}
