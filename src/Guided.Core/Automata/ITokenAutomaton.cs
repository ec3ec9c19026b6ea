using Guided.Vocabularies;

namespace Guided.Automata;

/// <summary>A language of token sequences: what a grammar becomes for one vocabulary.</summary>
/// <remarks>One automaton serves any number of concurrent generations; all that changes is which <see cref="ITokenState"/> each holds.</remarks>
public interface ITokenAutomaton
{
    /// <summary>The vocabulary whose tokens the automaton reads.</summary>
    Vocabulary Vocabulary { get; }

    /// <summary>The state before the first token.</summary>
    ITokenState Start { get; }

    /// <summary>The state that a text leads to from a state, wherever the borders of its tokens fall; null when no member goes on so.</summary>
    /// <param name="from">A state of this automaton.</param>
    /// <param name="text">The bytes; the state itself when there are none.</param>
    /// <param name="cancellationToken">Ends long work early.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    ITokenState? Read(ITokenState from, ReadOnlySpan<byte> text, CancellationToken cancellationToken = default) =>
        TextReading.Read(Vocabulary.Trie, from, text, cancellationToken);
}
