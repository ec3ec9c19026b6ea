using Guided.Automata;
using Guided.Grammars.JsonSchema;

namespace Guided;

/// <summary>What is prepared before the first request.</summary>
public sealed partial class GuidedModel
{
    // One of everything that most formats hold.
    private const string CommonSchema = """
        {
          "type": "object",
          "properties": {
            "text": { "type": "string" }, "number": { "type": "number" }, "count": { "type": "integer" },
            "list": { "type": "array", "items": { "type": "string" } }, "flag": { "type": "boolean" }
          },
          "required": ["text", "number", "count", "list", "flag"],
          "additionalProperties": false
        }
        """;

    private const string CommonText = """{"text": "Some words, a \"quote\" and é.", "number": -12.5e3, "count": 42, "list": ["a", "b"], "flag": true}""";

    private readonly CancellationTokenSource _closing = new();

    /// <summary>
    /// The preparation that <see cref="Load"/> began in the background: the vocabulary's trie and the masks that all JSON formats share.
    /// Requests need not wait for it; they do themselves what is not done yet.
    /// </summary>
    /// <remarks>Cancelled when the model is disposed of before its end.</remarks>
    public Task WarmUp { get; private set; } = Task.CompletedTask;

    private void BeginWarmUp(bool wanted)
    {
        if (!wanted)
        {
            return;
        }

        var closing = _closing.Token;
        WarmUp = Task.Run(
            () => new TokenAutomaton(JsonSchemaGrammar.Create(CommonSchema, cancellationToken: closing), Tokenizer.Vocabulary).WarmUp(CommonText, null, closing), closing);
    }
}
