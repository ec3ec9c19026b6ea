using System.Text;

namespace Guided.Automata;

/// <summary>Computes masks before they are needed.</summary>
/// <remarks>
/// The first mask over a vocabulary builds its trie and its slices, and the first state inside a string walks a good part of the trie: some tens
/// of milliseconds that a first request need not wait for. What is found for expressions that grammars share (such as the inside of a JSON
/// string) serves all later automata of the vocabulary.
/// </remarks>
public static class AutomatonWarmUp
{
    /// <summary>Reads a text token by token and computes the mask and the length to the end at every step.</summary>
    /// <param name="automaton">The automaton.</param>
    /// <param name="text">A text of its language, or the beginning of one, that goes where generations are likely to go.</param>
    /// <param name="progress">Told the share of the text that is done, from 0 to 1; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early; what is known by then is kept.</param>
    /// <returns>The number of masks.</returns>
    /// <exception cref="ArgumentException">The text is not one that the grammar allows, or the vocabulary cannot spell it.</exception>
    /// <exception cref="Expressions.GrammarLimitException">A budget was used up.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static int WarmUp(
        this ITokenAutomaton automaton, string text, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(automaton);
        ArgumentNullException.ThrowIfNull(text);
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        var state = automaton.Start;
        var masks = 0;
        for (var at = 0; ;)
        {
            state.GetMask(cancellationToken);
            _ = state.TokensToEnd;
            masks++;
            progress?.Report(bytes.Length == 0 ? 1 : (double)at / bytes.Length);
            if (at == bytes.Length)
            {
                return masks;
            }

            var token = automaton.Vocabulary.Trie.LongestMatch(bytes[at..], out var length);
            state = token < 0 ? null : state.Advance(token, cancellationToken);
            if (state is null)
            {
                throw new ArgumentException($"The text cannot be read on from byte {at}: the grammar refuses it, or no token spells it.", nameof(text));
            }

            at += length;
        }
    }

    /// <summary>As <see cref="WarmUp"/>, on a thread of the pool.</summary>
    /// <inheritdoc cref="WarmUp"/>
    public static Task<int> WarmUpAsync(
        this ITokenAutomaton automaton, string text, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(automaton);
        ArgumentNullException.ThrowIfNull(text);
        return Task.Run(() => automaton.WarmUp(text, progress, cancellationToken), cancellationToken);
    }
}
