using System.Text.Json;
using Guided.Decoding;

namespace Guided.Typed;

/// <summary>Makes updates of the pieces of a text.</summary>
internal sealed class UpdateStream(bool isJson, JsonSerializerOptions json)
{
    private readonly JsonStream? _stream = isJson ? new JsonStream(json) : null;
    private TextSoFar? _soFar;

    /// <summary>The update for a further piece.</summary>
    public Update<string> Next(string text) => Make(text, null, _stream?.Push(text) ?? []);

    /// <summary>The update for the last piece, with the result.</summary>
    public Update<string> Last(string text, Generated<string> result) =>
        Make(text, result, _stream is null ? [] : [.. _stream.Push(text), .. CutShort(result) ? [] : _stream.Finish()]);

    private static bool CutShort(Generated<string> result) => result.FinishReason == FinishReason.StopSequence;

    private Update<string> Make(string text, Generated<string>? result, IReadOnlyList<ClosedValue> closed)
    {
        _soFar = _stream is null ? null : new TextSoFar(_soFar, text);
        return new Update<string>(text, result) { Closed = closed, SoFar = _soFar, Json = json };
    }
}
