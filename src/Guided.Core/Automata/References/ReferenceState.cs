using System.Collections.Concurrent;
using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata.References;

/// <summary>States that are followed at once, since a token was read both as text and as itself.</summary>
internal sealed class ReferenceState(ReferenceStates states, TokenState[] parts) : ITokenState
{
    private readonly ConcurrentDictionary<int, ReferenceState> _edges = new();
    private TokenMask? _mask;

    /// <inheritdoc/>
    public bool IsAccepting => Array.Exists(parts, p => p.IsAccepting);

    /// <inheritdoc/>
    public int TokensToEnd => parts.Min(p => p.TokensToEnd);

    /// <inheritdoc/>
    public TokenMask? KnownMask => Volatile.Read(ref _mask);

    /// <inheritdoc/>
    public bool IsWide => Array.Exists(parts, p => p.IsWide);

    /// <inheritdoc/>
    public bool CanEndWithin(int tokens) => Array.Exists(parts, p => p.CanEndWithin(tokens));

    /// <inheritdoc/>
    public TokenMask GetMask(CancellationToken cancellationToken = default)
    {
        if (KnownMask is { } known)
        {
            return known;
        }

        var mask = states.Unite(Array.ConvertAll(parts, p => p.GetMask(cancellationToken)));
        states.Keep(this, mask);
        Volatile.Write(ref _mask, mask);
        return mask;
    }

    /// <inheritdoc/>
    public ITokenState? Advance(int token)
    {
        if (_edges.TryGetValue(token, out var known))
        {
            return known;
        }

        if ((uint)token >= (uint)states.View.Size)
        {
            return null;
        }

        var second = states.View.SecondOf(token);
        TokenState[] next =
        [
            .. parts.Select(p => p.Advance(token)).OfType<TokenState>(),
            .. second < 0 ? [] : parts.Select(p => p.Advance(second)).OfType<TokenState>(),
        ];
        return next.Length == 0 ? null : _edges.GetOrAdd(token, _ => states.Of(next));
    }

    /// <inheritdoc/>
    public int CopyForcedBytes(Span<byte> destination)
    {
        var length = parts[0].CopyForcedBytes(destination);
        Span<byte> other = stackalloc byte[length <= 256 ? length : 0];
        other = length <= 256 ? other : new byte[length];
        foreach (var part in parts.AsSpan(1))
        {
            length = destination[..length].CommonPrefixLength(other[..part.CopyForcedBytes(other[..length])]);
        }

        // What is asked for as a token is forced, but not as text.
        for (var i = 0; i < length; i++)
        {
            if (destination[i] == Vocabulary.SpecialMark && (i + 1 == length || destination[i + 1] == TokenReferences.IdMark))
            {
                return i;
            }
        }

        return length;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(" or ", parts.Select(p => p.ToString()));

    internal void DropMask() => Volatile.Write(ref _mask, null);
}
