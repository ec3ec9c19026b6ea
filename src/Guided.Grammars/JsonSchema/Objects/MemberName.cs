using Guided.Expressions;
using Guided.Grammars.JsonSchema.Strings;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>What follows the name of a member: nothing, if the object has a member of this name already.</summary>
/// <param name="language">The language of objects.</param>
/// <param name="place">Where the name stands.</param>
/// <param name="cell">The set of names.</param>
/// <param name="withMentioned">Whether names that the schemas mention may be written here; otherwise nothing follows them.</param>
internal sealed class MemberName(ObjectLanguage language, ObjectPlace place, NameCell cell, bool withMentioned) : Capture
{
    private const int ShortName = 256;

    private readonly bool _withMentioned = withMentioned;
    private readonly ObjectLanguage _language = language;
    private readonly ObjectPlace _place = place;
    private readonly NameCell _cell = cell;

    /// <remarks>
    /// Where names may run out, or the object's value where it is remembered, every name changes what may come next, so all are asked about.
    /// </remarks>
    public override ByteSet OtherSpellings => IsIndifferent ? ByteSet.Of((byte)'\\') : ByteSet.All;

    private bool IsIndifferent
    {
        get
        {
            if (!_place.Frame.IsOpenEnded || _place.Record is null)
            {
                return _place.Frame.IsOpenEnded;
            }

            using (_language.Gate.Enter())
            {
                return _place.Record.Sequel.IsIndifferent;
            }
        }
    }

    public override int ShortestLength
    {
        get
        {
            using (_language.Gate.Enter())
            {
                return _language.LengthAfter(_place, _cell);
            }
        }
    }

    public override Expression After(ExpressionFactory factory, ReadOnlySpan<byte> text)
    {
        var plain = JsonStringText.Read(text[..^1]);
        var name = ObjectPlace.Key(_cell, plain);
        using (_language.Gate.Enter())
        {
            if (_place.Frame.Mentions(plain))
            {
                return _withMentioned ? _language.After(_place, plain) : factory.Empty;
            }

            return _place.Others.Contains(name)
                ? factory.Empty
                : _language.After(_place with { Others = _place.Others.Add(name) }, _cell, plain);
        }
    }

    public override Expression? Lead => _language.BeforeValue;

    public override bool IsAllowed(ExpressionFactory factory, ReadOnlySpan<byte> text)
    {
        var plain = JsonStringText.Read(text[..^1]);
        using (_language.Gate.Enter())
        {
            if (_place.Frame.Mentions(plain))
            {
                return _withMentioned && _language.MayFollow(_place, plain);
            }

            var name = ObjectPlace.Key(_cell, plain);
            return !_place.Others.Contains(name) && _language.MayFollow(_place with { Others = _place.Others.Add(name) }, _cell);
        }
    }

    public override Expression Typical(ExpressionFactory factory)
    {
        using (_language.Gate.Enter())
        {
            return _language.After(_place, _cell, null);
        }
    }

    public override bool IsException(ReadOnlySpan<byte> text)
    {
        if (!IsIndifferent)
        {
            return true;
        }

        var name = JsonStringText.Read(text, text.Length <= ShortName ? stackalloc char[ShortName] : new char[text.Length]);
        return _place.Frame.Mentions(name)
            || (_place.Others != TextSet.Empty && _place.Others.Contains(ObjectPlace.Key(_cell, name.ToString())));
    }

    public override void CollectExceptions(ReadOnlySpan<byte> prefix, ICollection<ReadOnlyMemory<byte>> found)
    {
        _place.Frame.CollectNames(prefix, found);
        foreach (var name in _place.NamesIn(_cell))
        {
            if (JsonStringText.Raw(name) is { } raw)
            {
                byte[] text = [.. raw, (byte)'"'];
                if (text.AsSpan().StartsWith(prefix))
                {
                    found.Add(text);
                }
            }
        }
    }

    public override bool Equals(object? obj) =>
        obj is MemberName other && _cell == other._cell && _withMentioned == other._withMentioned && _language == other._language && _place.Equals(other._place);

    public override int GetHashCode() => HashCode.Combine(_place, _cell.Index);
}
