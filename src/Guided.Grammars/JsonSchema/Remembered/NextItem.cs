using Guided.Expressions;
using Guided.Grammars.JsonSchema.Arrays;

namespace Guided.Grammars.JsonSchema.Remembered;

/// <summary>The comma before an item that must differ from those before it.</summary>
/// <remarks>
/// It always reads the same; that it is a capture tells the engine that what stands behind it may depend on the items before, so that a token that goes
/// on beyond it is looked at by itself.
/// </remarks>
internal sealed class NextItem(RememberedItems language, ArrayPlace place) : Capture
{
    private readonly RememberedItems _language = language;
    private readonly ArrayPlace _place = place;

    public override int ShortestLength => _language.LengthAfterComma(_place);

    public override Expression After(ExpressionFactory factory, ReadOnlySpan<byte> text) => _language.AfterComma(_place);

    public override Expression Typical(ExpressionFactory factory) => _language.AfterComma(_place);

    public override bool IsException(ReadOnlySpan<byte> text) => false;

    public override void CollectExceptions(ReadOnlySpan<byte> prefix, ICollection<ReadOnlyMemory<byte>> found)
    {
    }

    public override bool Equals(object? obj) => obj is NextItem other && _language == other._language && _place.Equals(other._place);

    public override int GetHashCode() => _place.GetHashCode();
}
