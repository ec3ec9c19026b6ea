using Guided.Expressions;
using Guided.Formats;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.Types;
using Guided.Rules;

namespace Guided.SemanticKernel.Tools;

/// <summary>The format of an answer that may, or must, call tools.</summary>
/// <remarks>
/// Announced calls (<see cref="ToolCallFormat.Begin"/>) stand in free text wherever the text announces one, and then must be calls. Calls that are
/// not announced are a whole answer; an answer that begins with <c>{</c> is one, so the language of the others leaves that out. Where an answer
/// must be JSON, it is that JSON or calls.
/// </remarks>
internal sealed class ToolCallOutput(ToolSet tools, string? answerSchema, JsonSchemaOptions json) : OutputFormat
{
    private readonly (string Name, string Schema)[] _tools = [.. tools.Tools.Select(t => (t.Name, t.JsonSchema.GetRawText()))];

    public override string? Instruction
    {
        get
        {
            var calls = string.Join('|', _tools.Select(t => $"{{name:\"{t.Name}\",arguments:{TypeDescription.Of(t.Schema)}}}"));
            var answer = answerSchema is null ? null : TypeDescription.Of(answerSchema);
            return (tools.Format.IsDescribed, tools.IsRequired, answer) switch
            {
                (true, true, _) => "Answer with JSON: " + calls,
                (true, false, null) => $"Answer with JSON: {calls}, or with text.",
                (true, false, _) => $"Answer with JSON: {calls}|{answer}",
                (false, false, not null) => "Answer with JSON: " + answer,
                _ => null,
            };
        }
    }

    protected override object? Key => (
        typeof(ToolCallOutput),
        tools.Format,
        tools.IsRequired,
        tools.AllowsSeveral,
        json,
        string.Concat(_tools.Select(t => $"{t.Name.Length}:{t.Name}{t.Schema.Length}:{t.Schema}")),
        answerSchema);

    public override Grammar CreateGrammar(CancellationToken cancellationToken = default)
    {
        var factory = JsonSchemaGrammar.CreateFactory();
        using var exploration = Exploration.Begin(cancellationToken);
        return new Grammar(factory, tools.IsRequired ? Calls(factory) : Answer(factory), "tool-calls", cancellationToken: cancellationToken);
    }

    private Expression Answer(ExpressionFactory factory)
    {
        if (answerSchema is not null)
        {
            return factory.Choice(Calls(factory), JsonSchemaGrammar.Build(factory, answerSchema, json));
        }

        if (tools.Format.IsAnnounced)
        {
            var trigger = new Trigger(factory.Literal(tools.Format.Begin), Body(factory));
            return TriggeredText.Build(factory, [trigger], min: 0, max: tools.AllowsSeveral == false ? 1 : null);
        }

        var likeCalls = factory.Concat(factory.Literal("{"), factory.Star(factory.AnyByte));
        return factory.Choice(Calls(factory), factory.Intersect(factory.AnyText, factory.Complement(likeCalls)));
    }

    // One call; more, each in a line of its own, where the format keeps them apart and the request asks for them.
    private Expression Calls(ExpressionFactory factory)
    {
        var call = factory.Frame("call", factory.Concat(factory.Literal(tools.Format.Begin), Body(factory)));
        return tools.Format.IsAnnounced && tools.AllowsSeveral == true
            ? factory.Separated(call, factory.Literal("\n"), min: 1)
            : call;
    }

    private Expression Body(ExpressionFactory factory)
    {
        var options = json with { Whitespace = tools.Format.HasSpaces ? JsonWhitespace.OneSpace : JsonWhitespace.Compact };
        var calls = _tools.Select(tool => factory.Concat(
            factory.Literal(ToolSet.Head(tools.Format, tool.Name)),
            JsonSchemaGrammar.Build(factory, tool.Schema, options),
            factory.Literal("}")));
        return factory.Concat(factory.Literal(tools.Format.Lead), factory.Choice([.. calls]), factory.Literal(tools.Format.End));
    }
}
