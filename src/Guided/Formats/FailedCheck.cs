namespace Guided.Formats;

/// <summary>What becomes of an answer that fails a check after generation.</summary>
public enum FailedCheck
{
    /// <summary>
    /// The request ends with a <see cref="FailedCheckException"/>, after <see cref="RequestOptions.Retries"/> more attempts. Of several samples or beams those
    /// that fail are left out, and there is an exception when all do.
    /// </summary>
    Throw,

    /// <summary>
    /// The answer is given all the same, after <see cref="RequestOptions.Retries"/> more attempts; <see cref="Typed.Generated{T}.Check"/> says what failed.
    /// Of several samples or beams all are given and counted, each with its check.
    /// </summary>
    Report,
}
