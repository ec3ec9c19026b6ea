using Guided.Onnx.Chat;
using Guided.Testing;

namespace Guided.SemanticKernel.Tools;

public class ToolTemplateTests
{
    [ModelFact]
    public void The_form_of_calls_is_read_from_the_template()
    {
        Assert.Equal(
            new ToolCallFormat { Begin = "<tool_call>", Lead = "\n", End = "\n</tool_call>", HasSpaces = true },
            Detect(Templates.Tagged));
        Assert.Equal(new ToolCallFormat { ArgumentsKey = "parameters", HasSpaces = true }, Detect(Templates.Bare));
    }

    [ModelTheory]
    [InlineData("{% for m in messages %}{{ m.content }}{% endfor %}", "does not write the tools")]
    [InlineData("{{ tools | tojson }}{% for m in messages %}{{ m.content }}{% endfor %}", "does not write a call")]
    [InlineData("{{ tools | tojson }}{% for m in messages %}{% if m.tool_calls %}{{ raise_exception('no calls') }}{% endif %}{% endfor %}", "no calls")]
    [InlineData("{{ tools | tojson }}{% for m in messages %}{{ m.content }}{% if m.tool_calls %}{{ m.tool_calls | tojson }}{% endif %}{% endfor %}", "only an object of the name")]
    public void A_template_without_a_known_form_is_refused_with_the_reason(string template, string reason)
    {
        var thrown = Assert.Throws<NotSupportedException>(() => Detect(template));
        Assert.StartsWith("ChatOptions.Tools is not supported", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(reason, thrown.Message, StringComparison.Ordinal);
        Assert.Contains("ToolCallFormat.Described", thrown.Message, StringComparison.Ordinal);
    }

    [ModelFact]
    public void A_special_token_as_a_mark_is_refused_by_name() =>
        Assert.Contains("<|system|>", Assert.Throws<NotSupportedException>(() => Detect(Templates.Marked)).Message, StringComparison.Ordinal);

    private static ToolCallFormat Detect(string template) =>
        ToolTemplate.Detect(ChatTemplate.Parse(template), TestClient.Model.Tokenizer, "test-model");
}
