using System.Collections.Immutable;
using Guided.Grammars.JsonSchema.Formulas;

namespace Guided.Grammars.JsonSchema.Arrays;

/// <summary>What one schema says about the items of an array, by their places.</summary>
/// <param name="prefix">What the first items must satisfy.</param>
/// <param name="rest">What all later ones must satisfy.</param>
internal sealed class ItemRule(ImmutableArray<Formula> prefix, Formula rest)
{
    /// <summary>How many first items are treated apart.</summary>
    public int PrefixLength => prefix.Length;

    /// <summary>What all items after the first must satisfy.</summary>
    public Formula Rest => rest;

    /// <summary>What the item at a place must satisfy.</summary>
    public Formula At(int index) => index < prefix.Length ? prefix[index] : rest;
}
