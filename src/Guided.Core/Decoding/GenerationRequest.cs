using Guided.Automata;
using Guided.Decoding.Speculation;
using Guided.Processors;

namespace Guided.Decoding;

/// <summary>What to generate. A request is not changed by its generations, so one may be used for several, at the same time too.</summary>
public sealed record GenerationRequest
{
    /// <summary>The tokens to continue; at least one.</summary>
    public required ReadOnlyMemory<int> Prompt { get; init; }

    /// <summary>The language the output must be in; <c>null</c> for free text.</summary>
    public ITokenAutomaton? Grammar { get; init; }

    /// <summary>Limits, sampling and seed.</summary>
    public GenerationOptions Options { get; init; } = new();

    /// <summary>Processors beside those that the grammar and the options ask for. Each generation works on forks of them.</summary>
    public IReadOnlyList<ILogitProcessor> Processors { get; init; } = [];

    /// <summary>
    /// What guesses tokens ahead; at each place the one that is surest is followed, as far as the model's measured speed makes it pay. Each
    /// generation works on forks of them. Empty for no speculation. The output is the same with and without; only a draft model with
    /// <see cref="DraftSampling.AcceptOrResample"/> changes which tokens a seed gives, and not their distribution.
    /// </summary>
    public IReadOnlyList<ITokenProposer> Proposers { get; init; } = [];

    /// <summary>
    /// The tokens that the sequence given to the loop holds already, before the prompt. Processors and proposers count them as part of the
    /// prompt. Empty by default.
    /// </summary>
    public ReadOnlyMemory<int> Held { get; init; }

    /// <summary>Whether the prompt's end has been healed, if it was to be.</summary>
    internal bool IsHealed { get; init; }

    /// <summary>How many bytes at the start of the output belong to the prompt, from which healing took them.</summary>
    internal int HealedBytes { get; init; }
}
