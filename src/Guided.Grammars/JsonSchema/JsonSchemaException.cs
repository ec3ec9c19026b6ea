namespace Guided.Grammars.JsonSchema;

/// <summary>A schema that is not well-formed, or that asks for something that cannot be enforced.</summary>
public sealed class JsonSchemaException : FormatException
{
    /// <summary>Makes the exception.</summary>
    public JsonSchemaException()
        : this("The schema cannot be used.")
    {
    }

    /// <summary>Makes the exception with a message.</summary>
    public JsonSchemaException(string message)
        : base(message) => Reason = message;

    /// <summary>Makes the exception with a message and a cause.</summary>
    public JsonSchemaException(string message, Exception? innerException)
        : base(message, innerException) => Reason = message;

    internal JsonSchemaException(string path, string? keyword, string reason, Exception? innerException = null)
        : base($"Schema at '#{path}'{(keyword is null ? "" : $", keyword '{keyword}'")}: {reason}.", innerException) =>
        (Path, Keyword, Reason) = (path, keyword, reason);

    /// <summary>The JSON pointer of the schema object that is at fault; empty for the root.</summary>
    public string Path { get; } = "";

    /// <summary>The keyword at fault, or null when it is the schema as a whole.</summary>
    public string? Keyword { get; }

    /// <summary>The property of <see cref="JsonSchemaLimits"/> whose budget was used up; null where it is something else.</summary>
    public string? Limit { get; private init; }

    internal static JsonSchemaException OfLimit(string limit, long value, string what, string advice) =>
        new("", null, $"the budget {nameof(JsonSchemaLimits)}.{limit} = {value:N0} ({what}) is used up; {advice}, or raise it: new {nameof(JsonSchemaLimits)} {{ {limit} = … }}") { Limit = limit };

    /// <summary>What is wrong and what to do, without the place.</summary>
    public string Reason { get; }
}
