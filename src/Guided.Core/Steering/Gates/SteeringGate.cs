using Guided.Expressions;
using Guided.Rules;
using Guided.Steering.Gates;

namespace Guided.Steering;

/// <summary>A part of the output while which an edit acts: field-gated steering.</summary>
/// <remarks>
/// A position is inside when the token it chooses may belong to the part: from the position before the part's first token (which may be the
/// last token of the prompt) to the one before its last. What the model writes elsewhere is then chosen as without steering, but for what
/// later positions see of the steered ones.
/// </remarks>
public abstract class SteeringGate
{
    private protected SteeringGate(string key) => Key = key;

    /// <summary>What makes two gates the same.</summary>
    public string Key { get; }

    /// <summary>The value at a place of a JSON output, with all inside it: <c>$.kind</c>, <c>$.items[*].name</c>, <c>$['a b'][0]</c>.</summary>
    /// <remarks>The value counts from the end of the property's name on, since one token may hold the colon and the value's beginning.</remarks>
    /// <exception cref="SteeringException">The path cannot be read.</exception>
    public static SteeringGate JsonPath(string path) => new JsonPathGate(Gates.JsonPath.Parse(path));

    /// <summary>The marked parts of the texts of a grammar; see <see cref="Mark"/>.</summary>
    /// <param name="grammar">The grammar that the output is held to, with marks in its texts.</param>
    /// <param name="key">What makes two such gates the same.</param>
    /// <remarks>Where the grammar is ambiguous, a position is inside if it is on some way to read the text so far.</remarks>
    public static SteeringGate Marked(Grammar grammar, string key) => new MarkedGate(grammar, key);

    /// <summary>Puts marks around an expression, so that <see cref="Marked"/> finds where its texts are.</summary>
    /// <remarks>The marks are bytes that no UTF-8 text holds.</remarks>
    public static Expression Mark(ExpressionFactory factory, Expression expression)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.Concat(
            factory.Bytes(ByteSet.Of(MarkedTracker.Open)), expression, factory.Bytes(ByteSet.Of(MarkedTracker.Close)));
    }

    /// <inheritdoc/>
    public override string ToString() => Key;

    /// <summary>Starts to follow an output.</summary>
    internal abstract GateTracker Track();
}
