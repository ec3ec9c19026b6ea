using Guided.Decoding.Speculation;

namespace Guided;

/// <summary>What guesses tokens ahead.</summary>
public sealed partial class GuidedModel
{
    private readonly (SpeculationKinds Kind, ITokenProposer Proposer)[] _proposers;

    /// <summary>
    /// How often which token followed where: learned from every request, and shared by all. <see cref="TokenCounts.Save"/> keeps it for another
    /// process, which takes it up with <see cref="GuidedModelOptions.Counts"/>.
    /// </summary>
    public TokenCounts Counts { get; }

    private IEnumerable<(SpeculationKinds Kind, ITokenProposer Proposer)> MakeProposers(GuidedModelOptions options)
    {
        yield return (SpeculationKinds.ForcedText, new ForcedTokenProposer(Tokenizer));
        yield return (SpeculationKinds.Counts, new CountProposer(Counts));
        yield return (SpeculationKinds.PromptLookup, new PromptLookupProposer(Tokenizer.Vocabulary));
        if (options.Draft is { } draft)
        {
            yield return (SpeculationKinds.DraftModel, new DraftModelProposer(draft, Tokenizer.Vocabulary, options.DraftSampling));
        }
    }

    private ITokenProposer[] ProposersOf(SpeculationKinds kinds) =>
        [.. _proposers.Where(p => (p.Kind & kinds) != 0).Select(p => p.Proposer)];
}
