using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Remembered;

/// <summary>An array that is remembered, as far as it is written.</summary>
/// <param name="Sequel">What follows the array.</param>
/// <param name="Items">The keys of the items with commas between them; null when one is not known.</param>
internal sealed record ArrayRecord(Sequel Sequel, string? Items)
{
    /// <summary>The record with one more item.</summary>
    public ArrayRecord With(string? key) => this with { Items = key is null || Items is null ? null : Items.Length == 0 ? key : $"{Items},{key}" };

    /// <summary>What follows the closing bracket.</summary>
    public Expression AfterEnd() => Sequel.After(Items is null ? null : JsonKey.OfItems(Items));
}
