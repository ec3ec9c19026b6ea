namespace Guided.Decoding;

/// <summary>Why a generation ended.</summary>
public enum FinishReason
{
    /// <summary>The model chose an end token, or the output was complete and the grammar allowed nothing more.</summary>
    Stop,

    /// <summary>The token limit or the model's context was used up. Under a grammar the output is complete all the same.</summary>
    Length,

    /// <summary>A stop sequence occurred; see <see cref="GenerationOptions.StopSequences"/>.</summary>
    StopSequence,
}
