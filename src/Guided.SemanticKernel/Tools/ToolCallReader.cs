using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Guided.SemanticKernel.Tools;

/// <summary>Takes the calls out of an answer's text as it arrives.</summary>
/// <remarks>What may be the beginning of a call is held back until it is one or not; a call is given out when it is closed. For one answer.</remarks>
internal sealed class ToolCallReader(ToolSet tools)
{
    private readonly string[] _heads = [.. tools.Tools.Select(t => tools.Format.Begin + tools.Format.Lead + ToolSet.Head(tools.Format, t.Name))];
    private readonly StringBuilder _held = new();
    private bool _isText;
    private bool _isAfterCall;

    /// <summary>Whether a call was found.</summary>
    public bool HasCalls { get; private set; }

    /// <summary>Takes a piece of text and gives what is settled with it: texts and calls.</summary>
    public IReadOnlyList<AIContent> Push(string text)
    {
        _held.Append(text);
        return Read(isEnd: false);
    }

    /// <summary>Gives what is left.</summary>
    public IReadOnlyList<AIContent> Finish() => Read(isEnd: true);

    private List<AIContent> Read(bool isEnd)
    {
        var contents = new List<AIContent>();
        var text = _held.ToString();
        var at = 0;
        while (at < text.Length)
        {
            if (_isAfterCall && text[at] == '\n')
            {
                // Calls in lines of their own: the line break belongs to neither.
                _isAfterCall = false;
                at++;
                continue;
            }

            _isAfterCall = false;
            var start = _isText ? text.Length : NextCall(text, at);
            var end = start < text.Length && BeginsCall(text, start) ? CallEnd(text, start) : -1;
            AddText(contents, text[at..start]);
            at = start;
            if (end >= 0)
            {
                contents.Add(Call(text[start..end]));
                HasCalls |= contents[^1] is FunctionCallContent;
                at = end;
                _isAfterCall = true;
            }
            else if (isEnd)
            {
                AddText(contents, text[at..]);
                at = text.Length;
            }
            else
            {
                break;
            }
        }

        _held.Clear().Append(text, at, text.Length - at);
        return contents;
    }

    // Where a call begins, or may begin once more text is there; the text's end when nowhere. One that is not announced begins the answer.
    private int NextCall(string text, int from)
    {
        if (!tools.Format.IsAnnounced)
        {
            _isText = !MayBeginCall(text, from);
            return _isText ? text.Length : from;
        }

        while (from < text.Length && !MayBeginCall(text, from))
        {
            from++;
        }

        return from;
    }

    private bool MayBeginCall(string text, int at) => Array.Exists(
        _heads, head => string.CompareOrdinal(text, at, head, 0, Math.Min(head.Length, text.Length - at)) == 0);

    private bool BeginsCall(string text, int at) => Array.Exists(_heads, head => string.CompareOrdinal(text, at, head, 0, head.Length) == 0);

    private int CallEnd(string text, int start)
    {
        var scanner = new JsonScanner();
        for (var i = ObjectStart(start); i < text.Length; i++)
        {
            if (scanner.Ends(text[i]))
            {
                var end = i + 1 + tools.Format.End.Length;
                return end <= text.Length ? end : -1;
            }
        }

        return -1;
    }

    private int ObjectStart(int start) => start + tools.Format.Begin.Length + tools.Format.Lead.Length;

    // The call, or the text itself when it is an answer that looks like one but has no arguments.
    private AIContent Call(string text)
    {
        var from = ObjectStart(0);
        var call = JsonSerializer.Deserialize<JsonElement>(text.AsSpan(from, text.Length - from - tools.Format.End.Length));
        var given = call.GetProperty(tools.Format.ArgumentsKey);
        if (given.ValueKind != JsonValueKind.Object)
        {
            return new TextContent(text);
        }

        var arguments = given.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value);
        return new FunctionCallContent("call_" + Guid.NewGuid().ToString("N"), call.GetProperty(tools.Format.NameKey).GetString()!, arguments);
    }

    private static void AddText(List<AIContent> contents, string text)
    {
        if (text.Length > 0)
        {
            contents.Add(new TextContent(text));
        }
    }
}
