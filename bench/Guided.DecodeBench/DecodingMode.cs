using Guided.Automata;
using Guided.DecodeBench.Automata;
using Guided.Decoding.Speculation;

namespace Guided.DecodeBench;

/// <summary>Which JSON a mode of decoding allows.</summary>
internal enum JsonSpelling
{
    /// <summary>No grammar at all.</summary>
    Free,

    /// <summary>Without white space, and with the shortest escapes: what the model writes by itself.</summary>
    Compact,

    /// <summary>Every spelling of the values that the schema admits.</summary>
    Any,
}

/// <summary>One way of decoding: a row of the table.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Spelling">Which JSON may be written.</param>
/// <param name="Kinds">What is guessed ahead.</param>
/// <param name="Restrict">Takes tokens away from the exact automaton of a JSON task; null for none.</param>
internal sealed record DecodingMode(
    string Name, JsonSpelling Spelling, SpeculationKinds Kinds = SpeculationKinds.None, Func<ITokenAutomaton, GuidedModel, ITokenAutomaton>? Restrict = null)
{
    /// <summary>The row that the others are compared with.</summary>
    public static DecodingMode Unconstrained { get; } = new("unconstrained", JsonSpelling.Free);

    /// <summary>The row whose tokens speculation must not change.</summary>
    public static DecodingMode Exact { get; } = new("k = ∞", JsonSpelling.Compact);

    /// <summary>All rows.</summary>
    public static IReadOnlyList<DecodingMode> All { get; } =
    [
        Unconstrained,
        new("template, fixed text apart", JsonSpelling.Compact, Restrict: (inner, model) => new TemplateAutomaton(inner, model.Tokenizer)),
        new("k = 0", JsonSpelling.Compact, Restrict: (inner, _) => new TerminalAutomaton(inner, 0)),
        new("k = 1", JsonSpelling.Compact, Restrict: (inner, _) => new TerminalAutomaton(inner, 1)),
        Exact,
        new("k = ∞, forced text", JsonSpelling.Compact, SpeculationKinds.ForcedText),
        new("k = ∞, counts", JsonSpelling.Compact, SpeculationKinds.Counts),
        new("k = ∞, prompt look-up", JsonSpelling.Compact, SpeculationKinds.PromptLookup),
        new("k = ∞, all", JsonSpelling.Compact, SpeculationKinds.All),
        new("k = ∞, all, any spelling", JsonSpelling.Any, SpeculationKinds.All),
    ];

    /// <summary>Whether the tokens must be those of <see cref="Exact"/>.</summary>
    public bool MustEqualExact => Spelling == JsonSpelling.Compact && Kinds != SpeculationKinds.None;

    /// <summary>Proposers that have learned nothing yet.</summary>
    public ITokenProposer[] MakeProposers(GuidedModel model)
    {
        var proposers = new List<ITokenProposer>();
        if (Kinds.HasFlag(SpeculationKinds.ForcedText))
        {
            proposers.Add(new ForcedTokenProposer(model.Tokenizer));
        }

        if (Kinds.HasFlag(SpeculationKinds.Counts))
        {
            proposers.Add(new CountProposer(new TokenCounts()));
        }

        if (Kinds.HasFlag(SpeculationKinds.PromptLookup))
        {
            proposers.Add(new PromptLookupProposer(model.Tokenizer.Vocabulary));
        }

        return [.. proposers];
    }
}
