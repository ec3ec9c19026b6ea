using Guided.Expressions;
using Guided.Grammars.JsonSchema.Objects;

namespace Guided.Grammars.JsonSchema.Remembered;

/// <summary>What follows the value of a member of an object that is remembered.</summary>
/// <param name="language">The language of objects.</param>
/// <param name="next">The place after the member, which does not know the member yet.</param>
/// <param name="name">The member's name; null when it is not known.</param>
internal sealed class MemberSequel(ObjectLanguage language, ObjectPlace next, string? name) : Sequel
{
    private readonly ObjectLanguage _language = language;
    private readonly ObjectPlace _next = next;
    private readonly string? _name = name;
    private readonly int _hash = HashCode.Combine(next, name);

    public override int Depth => _language.DepthIn(_next);

    public override int LengthAfter(int size) => _language.WholeLength(_next, size + _language.SizeAround(_next) + (_name?.Length ?? 0));

    public override bool IsIndifferent => _next.Record!.Sequel.IsIndifferent;

    public override Expression After(string? key) => _language.AfterValue(_next with { Record = _next.Record!.With(_name, key) });

    public override bool Equals(object? obj) => ReferenceEquals(this, obj)
        || (obj is MemberSequel other && _hash == other._hash && _name == other._name && _language == other._language && _next.Equals(other._next));

    public override int GetHashCode() => _hash;
}
