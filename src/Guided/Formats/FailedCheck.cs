namespace Guided.Formats;

/// <summary>What becomes of an answer that fails a check after generation.</summary>
public enum FailedCheck
{
    /// <summary>The request ends with a <see cref="FailedCheckException"/>, after <see cref="RequestOptions.Retries"/> more attempts.</summary>
    Throw,

    /// <summary>The answer is given all the same, after <see cref="RequestOptions.Retries"/> more attempts; <see cref="Typed.Generated{T}.Check"/> says what failed.</summary>
    Report,
}
