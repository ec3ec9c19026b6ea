using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Remembered;

/// <summary>What follows a value that must be known afterwards, since a later one is compared with it: the value itself decides it.</summary>
internal abstract class Sequel
{
    /// <summary>How deep the value stands.</summary>
    public abstract int Depth { get; }

    /// <summary>What follows a value; ∅ where it may not be written.</summary>
    /// <param name="key">The value, see <see cref="JsonKey"/>; null for one of which nothing is known but that it is like no other.</param>
    public abstract Expression After(string? key);

    /// <summary>The length in bytes of what follows a value.</summary>
    /// <param name="size">The length of the value's text: where it may have to be written once more it counts again.</param>
    public abstract int LengthAfter(int size);

    /// <summary>
    /// Whether the value changes nothing before the end of the next capture. The comma behind an item that is remembered is a capture, so this asks
    /// only whether one more item may follow, whatever this one is.
    /// </summary>
    public abstract bool IsIndifferent { get; }

    /// <inheritdoc/>
    public abstract override bool Equals(object? obj);

    /// <inheritdoc/>
    public abstract override int GetHashCode();
}
