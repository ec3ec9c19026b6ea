namespace Guided;

/// <summary>Ways to guess tokens ahead, so that one forward pass of the model checks several.</summary>
[Flags]
public enum SpeculationKinds
{
    /// <summary>Nothing is guessed: a forward pass for every token that is not forced.</summary>
    None = 0,

    /// <summary>Text that the grammar forces, in the tokenizer's own tokens.</summary>
    ForcedText = 1,

    /// <summary>What followed before in the same place of a grammar or behind the same tokens; see <see cref="GuidedModel.Counts"/>.</summary>
    Counts = 2,

    /// <summary>What follows the same words in the prompt or the output.</summary>
    PromptLookup = 4,

    /// <summary>What a smaller model writes, when there is one: <see cref="GuidedModelOptions.Draft"/>.</summary>
    DraftModel = 8,

    /// <summary>All of them.</summary>
    All = ForcedText | Counts | PromptLookup | DraftModel,
}
