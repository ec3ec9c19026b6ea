namespace Guided.SemanticKernel.Tools;

/// <summary>Chat templates in the shapes of known families, over the shipped model's special tokens.</summary>
internal static class Templates
{
    /// <summary>Calls between two tags, as Hermes and Qwen write them.</summary>
    public const string Tagged = """
        {{ '<|bos|>' }}{% if tools %}{{ '<|system|>Tools:' }}{% for tool in tools %}{{ '\n' + tool | tojson }}{% endfor %}{{ '<|end|>' }}{% endif %}
        {%- for message in messages %}{{ '<|' + message.role + '|>' + (message.content or '') }}
        {%- for call in message.tool_calls %}{{ '\n' if message.content or not loop.first }}{{ '<tool_call>\n{"name": "' + call.function.name + '", "arguments": ' }}{{ call.function.arguments | tojson }}{{ '}\n</tool_call>' }}{% endfor %}{{ '<|end|>' }}{% endfor %}
        {%- if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}
        """;

    /// <summary>A call alone, as Llama 3.1 writes it.</summary>
    public const string Bare = """
        {{ '<|bos|>' }}{% for message in messages %}{{ '<|' + message.role + '|>' }}{% if loop.first and tools %}{{ tools | tojson }}{% endif %}
        {%- if message.tool_calls %}{{ '{"name": "' + message.tool_calls[0].function.name + '", "parameters": ' }}{{ message.tool_calls[0].function.arguments | tojson }}{{ '}' }}{% else %}{{ message.content }}{% endif %}{{ '<|end|>' }}{% endfor %}
        {%- if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}
        """;

    /// <summary>Calls behind a special token.</summary>
    public const string Marked = """
        {{ '<|bos|>' }}{{ tools | tojson }}{% for message in messages %}{{ '<|' + message.role + '|>' }}
        {%- if message.tool_calls %}{{ '<|system|>{"name": "' + message.tool_calls[0].function.name + '", "arguments": ' }}{{ message.tool_calls[0].function.arguments | tojson }}{{ '}' }}{% else %}{{ message.content }}{% endif %}{{ '<|end|>' }}{% endfor %}
        {%- if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}
        """;
}
