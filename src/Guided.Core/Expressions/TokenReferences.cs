using System.Globalization;
using Guided.Vocabularies;

namespace Guided.Expressions;

/// <summary>The tokens that the expressions of a factory ask for, and how an expression spells them.</summary>
/// <remarks>
/// A token that is asked for is read as FF FE, its id in decimal digits, FD and its text where some reference goes by that text, and FF.
/// None of these bytes occurs in a text of UTF-8 or in the name of a special token.
/// </remarks>
internal sealed class TokenReferences
{
    private readonly Lock _gate = new();
    private readonly HashSet<TokenReference> _wanted = [];
    private readonly List<TokenReference[]> _exclusions = [];
    private bool _isSealed;

    /// <summary>The byte behind <see cref="Vocabulary.SpecialMark"/> that begins the spelling of a token.</summary>
    public const byte IdMark = 0xFE;

    /// <summary>The byte between a token's id and its text.</summary>
    public const byte TextMark = 0xFD;

    /// <summary>The tokens that are asked for.</summary>
    public IReadOnlyCollection<TokenReference> Wanted => _wanted;

    /// <summary>Per reference to any token but some: those.</summary>
    public IReadOnlyList<TokenReference[]> Exclusions => _exclusions;

    public bool IsEmpty => _wanted.Count == 0 && _exclusions.Count == 0;

    /// <summary>Ends the time in which tokens may be asked for: an automaton was made that knows those so far.</summary>
    public void Seal()
    {
        lock (_gate)
        {
            _isSealed = true;
        }
    }

    public void Want(ReadOnlySpan<TokenReference> tokens)
    {
        lock (_gate)
        {
            foreach (var token in tokens)
            {
                RequireOpen(_wanted.Contains(token));
                _wanted.Add(token);
            }
        }
    }

    public void Exclude(TokenReference[] tokens)
    {
        lock (_gate)
        {
            if (!_exclusions.Exists(e => e.AsSpan().SequenceEqual(tokens)))
            {
                RequireOpen(known: false);
                _exclusions.Add(tokens);
            }
        }
    }

    /// <summary>The spelling of a token.</summary>
    /// <param name="id">The id.</param>
    /// <param name="text">The text when some reference goes by it; else empty.</param>
    public static byte[] Spell(int id, ReadOnlySpan<byte> text)
    {
        var digits = System.Text.Encoding.ASCII.GetBytes(id.ToString(CultureInfo.InvariantCulture));
        return text.IsEmpty ? [IdMark, .. digits] : [IdMark, .. digits, TextMark, .. text];
    }

    private void RequireOpen(bool known)
    {
        if (_isSealed && !known)
        {
            throw new InvalidOperationException(
                "An automaton was made from this factory before this token was asked for; make all token references before, and none in lazy expressions.");
        }
    }
}
