using System.Runtime.CompilerServices;

namespace Guided.Automata;

/// <summary>The masks that another is the union of, as objects and in their order.</summary>
internal readonly struct PartsKey : IEquatable<PartsKey>
{
    private readonly List<TokenMask> _parts;
    private readonly int _hash;

    /// <summary>A key to look up with, as long as the list stays as it is.</summary>
    public PartsKey(List<TokenMask> parts)
    {
        _parts = parts;
        foreach (var part in parts)
        {
            _hash = HashCode.Combine(_hash, RuntimeHelpers.GetHashCode(part));
        }
    }

    private PartsKey(List<TokenMask> parts, int hash) => (_parts, _hash) = (parts, hash);

    /// <summary>The key with a list of its own.</summary>
    public PartsKey Keep() => new([.. _parts], _hash);

    public bool Equals(PartsKey other)
    {
        if (_hash != other._hash || _parts.Count != other._parts.Count)
        {
            return false;
        }

        for (var i = 0; i < _parts.Count; i++)
        {
            if (_parts[i] != other._parts[i])
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is PartsKey other && Equals(other);

    public override int GetHashCode() => _hash;
}
