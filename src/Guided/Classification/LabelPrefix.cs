using Guided.Decoding.Batching;

namespace Guided.Classification;

/// <summary>A sequence of tokens whose bytes begin at least one label.</summary>
/// <param name="parent">The sequence without the last token; null for the empty one.</param>
/// <param name="token">The last token; −1 for the empty sequence.</param>
/// <param name="position">Where the bytes are in the trie of label bytes.</param>
/// <param name="canonical">Where the tokens are in the trie of the labels' own tokens; null when no label begins with these tokens.</param>
/// <param name="logMass">The natural logarithm of the probability that the model writes these tokens first.</param>
internal sealed class LabelPrefix(LabelPrefix? parent, int token, LabelTrie position, LabelTrie? canonical, double logMass)
{
    public LabelPrefix? Parent => parent;

    public int Token => token;

    public LabelTrie Position => position;

    public LabelTrie? Canonical => canonical;

    public double LogMass => logMass;

    public double Mass { get; } = Math.Exp(logMass);

    /// <summary>The model's cache of the tokens while descendants may need it; null otherwise.</summary>
    public IBatchSequence? Sequence { get; set; }

    /// <summary>How many children have yet to take their copy of <see cref="Sequence"/>; the last takes it over. −1 to keep it.</summary>
    public int Heirs { get; set; } = -1;

    /// <summary>Takes the parent's sequence: a copy, or itself when no other child needs it.</summary>
    public void OpenSequence()
    {
        var heirs = parent!.Heirs;
        parent.Heirs = Math.Max(heirs - 1, -1);
        (Sequence, parent.Sequence) = heirs == 1 ? (parent.Sequence, null) : (parent.Sequence!.Fork(), parent.Sequence);
    }

    /// <summary>Gives the sequence back.</summary>
    public void CloseSequence()
    {
        Sequence?.Dispose();
        Sequence = null;
    }

    /// <summary>The tokens in order.</summary>
    public int[] Tokens()
    {
        var tokens = new List<int>();
        for (var prefix = this; prefix.Parent is not null; prefix = prefix.Parent)
        {
            tokens.Add(prefix.Token);
        }

        tokens.Reverse();
        return [.. tokens];
    }
}
