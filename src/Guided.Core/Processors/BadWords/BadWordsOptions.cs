using System.Text;
using Guided.Vocabularies;

namespace Guided.Processors;

/// <summary>What <see cref="BadWordsProcessor"/> needs: texts and runs of tokens that must not occur.</summary>
/// <remarks>Keep the object for further requests: what is found out about a vocabulary stays with it.</remarks>
public sealed class BadWordsOptions
{
    private BadWordTable? _table;

    /// <summary>Makes the options.</summary>
    /// <param name="texts">Texts that must not occur in the output, wherever token borders fall; case matters.</param>
    /// <exception cref="ArgumentException">A text is empty.</exception>
    public BadWordsOptions(params IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Texts = [.. texts];
        if (Texts.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("A bad word is empty; every output holds the empty text.", nameof(texts));
        }
    }

    /// <summary>Texts that must not occur in the output.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Runs of tokens that must not occur: each run's last token is forbidden where the others came before it.</summary>
    /// <exception cref="ArgumentException">A run is empty.</exception>
    public IReadOnlyList<IReadOnlyList<int>> Sequences
    {
        get;
        init => field = value is not null && value.All(s => s is { Count: > 0 })
            ? value
            : throw new ArgumentException("A run of bad tokens is empty.", nameof(Sequences));
    } = [];

    /// <summary>Whether words that begin in the prompt count. False by default; Hugging Face counts them.</summary>
    public bool CountsPrompt { get; init; }

    /// <summary>
    /// Whether a grammar that leaves only bad words ends the generation with <see cref="NoTokenLeftException"/>. False by default: the words then
    /// give way, and <see cref="Decoding.GenerationStatistics.OverriddenTokens"/> tells how often.
    /// </summary>
    public bool IsStrict { get; init; }

    internal BadWordTable TableFor(Vocabulary vocabulary)
    {
        var table = Volatile.Read(ref _table);
        if (table?.Vocabulary != vocabulary)
        {
            table = new BadWordTable(vocabulary, [.. Texts.Select(Encoding.UTF8.GetBytes)]);
            Volatile.Write(ref _table, table);
        }

        return table;
    }
}
