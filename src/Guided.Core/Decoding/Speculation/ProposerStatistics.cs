namespace Guided.Decoding.Speculation;

/// <summary>What became of the guesses of one proposer.</summary>
/// <param name="name">Its name.</param>
public sealed class ProposerStatistics(string name)
{
    /// <summary>The proposer's name.</summary>
    public string Name { get; } = name;

    /// <summary>The tokens it guessed ahead.</summary>
    public int ProposedTokens { get; internal set; }

    /// <summary>The tokens of these that were chosen.</summary>
    public int AcceptedTokens { get; internal set; }

    /// <summary>The forward passes that checked guesses of it.</summary>
    public int ForwardPasses { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {AcceptedTokens} of {ProposedTokens} in {ForwardPasses} passes";
}
