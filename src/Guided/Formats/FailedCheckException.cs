using Guided.Grammars.JsonSchema.Checks;

namespace Guided.Formats;

/// <summary>An answer failed the check that was asked for by <see cref="Grammars.JsonSchema.JsonSchemaOptions.CheckedAfterwards"/>.</summary>
public sealed class FailedCheckException : Exception
{
    /// <summary>Makes the exception.</summary>
    public FailedCheckException()
        : this("The answer failed its check.")
    {
    }

    /// <summary>Makes the exception with a message.</summary>
    public FailedCheckException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and a cause.</summary>
    public FailedCheckException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal FailedCheckException(string text, JsonSchemaCheck check, int attempts)
        : base($"The answer was {check} (attempts: {attempts}). Raise {nameof(RequestOptions)}.{nameof(RequestOptions.Retries)}, with a temperature above 0, or take the answer with {nameof(FailedCheck)}.{nameof(FailedCheck.Report)}.") =>
        (Text, Check) = (text, check);

    /// <summary>The answer.</summary>
    public string Text { get; } = "";

    /// <summary>What the check found.</summary>
    public JsonSchemaCheck? Check { get; }
}
