using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Guided.Decoding;

namespace Guided.Typed;

/// <summary>A piece of a streamed generation.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Text">The text that is new, whole characters only; may be empty.</param>
/// <param name="Result">The finished result, in the last update only.</param>
public sealed record Update<T>(string Text, Generated<T>? Result)
{
    /// <summary>Why the generation ended; null before the last update.</summary>
    public FinishReason? FinishReason => Result?.FinishReason;

    /// <summary>
    /// The members, list items and other JSON values that <see cref="Text"/> completes, in the order in which they end: what an object or a
    /// list holds before itself. A number ends where the next character shows that it does. Empty when the format is not JSON.
    /// </summary>
    public IReadOnlyList<ClosedValue> Closed { get; internal init; } = [];

    /// <summary>The text up to here, for JSON; null otherwise.</summary>
    internal TextSoFar? SoFar { get; init; }

    internal JsonSerializerOptions? Json { get; init; }

    /// <summary>
    /// What the text is so far, as JSON: complete members and items, and the string that is being written as far as it goes. Numbers, names
    /// and words that are not complete are left out.
    /// </summary>
    /// <returns>Null when there is nothing yet, or the format is not JSON. Made anew by each call, in time linear in the text.</returns>
    public JsonNode? ReadPartial() => SoFar is null || PartialJson.Complete(SoFar, withOpenString: true) is not { } text
        ? null
        : JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = Json!.MaxDepth });

    /// <summary>
    /// Reads what the text is so far as a value of the type: members that have not come keep their defaults, required ones too. The string
    /// that is being written counts where the type accepts a part of it.
    /// </summary>
    /// <param name="value">The value; like <see cref="ReadPartial"/>, but not more of it than the serializer can read.</param>
    /// <returns>False when nothing can be read yet, or the format is not JSON.</returns>
    public bool TryReadPartial([MaybeNullWhen(false)] out T value)
    {
        value = default;
        return SoFar is not null
            && (PartialJson.TryRead(SoFar, withOpenString: true, Json!, out value)
                || PartialJson.TryRead(SoFar, withOpenString: false, Json!, out value));
    }
}
