using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Arrays;

/// <summary>What follows an item of an array whose items must differ: nothing, if the array has an equal item already.</summary>
/// <param name="language">What makes what follows.</param>
/// <param name="next">The place after the item, without the item.</param>
/// <param name="domain">The values it may have.</param>
internal sealed class DistinctItem(ArrayLanguage language, ArrayPlace next, ItemDomain domain) : Capture
{
    private static readonly string[] Constants = ["null", "true", "false"];

    private readonly ArrayLanguage _language = language;
    private readonly ArrayPlace _next = next;
    private readonly ItemDomain _domain = domain;

    /// <remarks>Where values may run out every one of them changes what may come next, so all are asked about.</remarks>
    public override ByteSet OtherSpellings => !_domain.IsOpenEnded
        ? ByteSet.All
        : (_domain.HasStrings ? ByteSet.Of((byte)'\\') : ByteSet.None) | (_domain.HasNumbers ? ByteSet.Of(".eE-"u8) : ByteSet.None);

    public override int ShortestLength
    {
        get
        {
            using (_language.Gate.Enter())
            {
                return _language.WholeLength(_next);
            }
        }
    }

    public override Expression After(ExpressionFactory factory, ReadOnlySpan<byte> text)
    {
        var key = ScalarKey.Of(text);
        using (_language.Gate.Enter())
        {
            return _next.Written.Contains(key) ? factory.Empty : _language.After(_next.With(key));
        }
    }

    public override Expression Typical(ExpressionFactory factory)
    {
        using (_language.Gate.Enter())
        {
            return _language.After(_next);
        }
    }

    public override bool IsException(ReadOnlySpan<byte> text)
    {
        // Constants run out: the next item does not begin with one that is written.
        var key = ScalarKey.Of(text);
        return !_domain.IsOpenEnded || Constants.Contains(key) || _next.Written.Contains(key);
    }

    public override void CollectExceptions(ReadOnlySpan<byte> prefix, ICollection<ReadOnlyMemory<byte>> found)
    {
        foreach (var key in _next.Written.Texts.Concat(Constants).Distinct(StringComparer.Ordinal))
        {
            if (ScalarKey.Spelling(key) is { } spelling && spelling.AsSpan().StartsWith(prefix))
            {
                found.Add(spelling);
            }
        }
    }

    public override bool Equals(object? obj) =>
        obj is DistinctItem other && _domain == other._domain && _language == other._language && _next.Equals(other._next);

    public override int GetHashCode() => _next.GetHashCode();
}
