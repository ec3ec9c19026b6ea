namespace Guided.Decoding.Beams;

/// <summary>When a beam search ends before the token limit.</summary>
public enum BeamStopping
{
    /// <summary>When no beam that goes on could become better than those that are finished; Hugging Face's <c>"never"</c>.</summary>
    WhenNoneBetter,

    /// <summary>As soon as there are as many finished outputs as beams; Hugging Face's <c>True</c>. Faster, and may miss a better output.</summary>
    WhenFull,
}
