using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Guided.SemanticKernel.Tools;

public class ToolCallReaderTests
{
    private static readonly ToolCallFormat Tagged = new() { Begin = "<call>", Lead = "\n", End = "\n</call>", HasSpaces = true };

    [Theory]
    [InlineData("Just text, a < b and <calls>.", "Just text, a < b and <calls>.")]
    [InlineData("""One.<call>|{"name": "f", "arguments": {"x": "}\"{"}}|</call>""", """One.;f({"x": "}\"{"})""")]
    [InlineData("""<call>|{"name": "g", "arguments": {}}|</call>|<call>|{"name": "f", "arguments": {"x": [1, {"y": 2}]}}|</call> Done.""", """g({});f({"x": [1, {"y": 2}]}); Done.""")]
    [InlineData("""<call>|{"name": "h", "arguments": {}}|</call>""", """<call>|{"name": "h", "arguments": {}}|</call>""")]
    [InlineData("""Cut <call>|{"name": "f", "arg""", """Cut <call>|{"name": "f", "arg""")]
    public void Announced_calls_are_taken_out_of_text_however_it_is_cut(string text, string expected)
    {
        text = text.Replace('|', '\n');
        for (var size = 1; size <= text.Length; size++)
        {
            Assert.Equal(expected.Replace('|', '\n'), Read(Tagged, text, size));
        }
    }

    [Theory]
    [InlineData("""{"name":"f","arguments":{"x":1}}""", """f({"x":1})""")]
    [InlineData("""{"name":"Ann","age":3}""", """{"name":"Ann","age":3}""")]
    [InlineData("""{"name":"f","arguments":3}""", """{"name":"f","arguments":3}""")]
    [InlineData("""So: {"name":"f","arguments":{}}""", """So: {"name":"f","arguments":{}}""")]
    [InlineData("", "")]
    public void Other_calls_are_whole_answers(string text, string expected)
    {
        for (var size = 1; size <= Math.Max(text.Length, 1); size++)
        {
            Assert.Equal(expected, Read(ToolCallFormat.Described, text, size));
        }
    }

    [Fact]
    public void Text_that_cannot_be_a_call_is_given_out_at_once()
    {
        var reader = Reader(Tagged);
        Assert.Equal("ab ", Assert.IsType<TextContent>(Assert.Single(reader.Push("ab <ca"))).Text);
        Assert.Equal("<cat", Assert.IsType<TextContent>(Assert.Single(reader.Push("t"))).Text);
        var bare = Reader(ToolCallFormat.Described);
        Assert.Empty(bare.Push("""{"na"""));
        Assert.Equal("""{"names":""", Assert.IsType<TextContent>(Assert.Single(bare.Push("""mes":"""))).Text);
        Assert.Equal("{", Assert.IsType<TextContent>(Assert.Single(bare.Push("{"))).Text);
    }

    private static string Read(ToolCallFormat format, string text, int size)
    {
        var reader = Reader(format);
        var contents = new List<AIContent>();
        for (var at = 0; at < text.Length; at += size)
        {
            contents.AddRange(reader.Push(text[at..Math.Min(text.Length, at + size)]));
        }

        contents.AddRange(reader.Finish());
        Assert.Equal(contents.OfType<FunctionCallContent>().Any(), reader.HasCalls);
        var read = "";
        foreach (var content in contents)
        {
            read += content is FunctionCallContent call
                ? $";{call.Name}({{{string.Join(", ", call.Arguments!.Select(a => $"\"{a.Key}\":{(format.HasSpaces ? " " : "")}{((JsonElement)a.Value!).GetRawText()}"))}}});"
                : ((TextContent)content).Text;
        }

        return read.Trim(';').Replace(";;", ";", StringComparison.Ordinal);
    }

    private static ToolCallReader Reader(ToolCallFormat format) =>
        new(new ToolSet(format, [Declare("f"), Declare("g")], IsRequired: false, AllowsSeveral: null));

    private static AIFunctionDeclaration Declare(string name) =>
        AIFunctionFactory.CreateDeclaration(name, null, JsonSerializer.Deserialize<JsonElement>("""{"type":"object"}"""));
}
