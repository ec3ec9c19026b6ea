namespace Guided.Classification;

/// <summary>Which token sequences count as a label.</summary>
public enum Tokenisations
{
    /// <summary>Every sequence of tokens whose bytes are the label's: the probability that the model writes this text.</summary>
    All,

    /// <summary>The tokenizer's own sequence only. Never more than <see cref="All"/>, and less by what the model spells in other tokens.</summary>
    Canonical,
}
