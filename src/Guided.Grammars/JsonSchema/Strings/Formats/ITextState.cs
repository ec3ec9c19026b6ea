using Guided.Grammars.Characters;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>A state of a deterministic automaton over characters, from which some text leads to acceptance.</summary>
/// <typeparam name="TState">The type itself; it has value equality.</typeparam>
internal interface ITextState<TState>
    where TState : class, ITextState<TState>
{
    /// <summary>Characters that may be allowed next, and perhaps more; without surrogates.</summary>
    RuneSet Candidates { get; }

    /// <summary>Whether the text may end here.</summary>
    bool IsAccepting { get; }

    /// <summary>The code point, 0x80 or above, from which on all candidates lead to the same state or to none.</summary>
    int UniformFrom { get; }

    /// <summary>The length in bytes of UTF-8 of the shortest text from here to acceptance, or −1 where a search for it is short.</summary>
    int ShortestLength { get; }

    /// <summary>Whether states are so many that few are met twice: see <see cref="Guided.Expressions.ByteMachine.IsSparse"/>.</summary>
    bool IsSparse => false;

    /// <summary>The state after a character; null when no text can go on that way.</summary>
    TState? Next(int rune);
}
