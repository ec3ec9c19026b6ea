namespace Guided.Typed;

/// <summary>How far a batch of prompts has come.</summary>
/// <param name="Completed">The prompts that are done, failed ones included.</param>
/// <param name="Total">All prompts.</param>
/// <param name="Index">The prompt that was done last, counted from 0.</param>
/// <param name="GeneratedTokens">The tokens generated for the prompts that are done.</param>
/// <param name="Elapsed">The time since the start.</param>
public readonly record struct ManyProgress(int Completed, int Total, int Index, int GeneratedTokens, TimeSpan Elapsed)
{
    /// <summary>The time that the rest may take if it goes on as so far.</summary>
    public TimeSpan Remaining => Completed > 0 ? Elapsed * ((double)(Total - Completed) / Completed) : TimeSpan.MaxValue;
}
