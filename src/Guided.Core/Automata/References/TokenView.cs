using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata.References;

/// <summary>A vocabulary in which the tokens that a grammar asks for have a second id, whose bytes are the spelling of the reference.</summary>
/// <remarks>
/// So such a token stands at two nodes of the trie, and walks, masks and counts need not know of references. Second ids follow the
/// vocabulary's own.
/// </remarks>
internal sealed class TokenView
{
    private const int MaxKept = 8;

    private static readonly ConditionalWeakTable<Vocabulary, ConcurrentDictionary<string, TokenView>> Kept = [];

    private readonly int[] _first;
    private readonly Dictionary<int, int> _second = [];

    private TokenView(Vocabulary vocabulary, int[] referenced, HashSet<string> texts)
    {
        _first = referenced;
        var tokens = new byte[vocabulary.Size + referenced.Length][];
        for (var id = 0; id < vocabulary.Size; id++)
        {
            tokens[id] = vocabulary.BytesOf(id).ToArray();
        }

        for (var i = 0; i < referenced.Length; i++)
        {
            var id = referenced[i];
            var isNamed = texts.Count > 0 && texts.Contains(Encoding.UTF8.GetString(tokens[id]));
            tokens[vocabulary.Size + i] = TokenReferences.Spell(id, isNamed ? tokens[id] : default);
            _second[id] = vocabulary.Size + i;
        }

        var special = Enumerable.Range(0, vocabulary.Size).Where(vocabulary.IsSpecial).Concat(_second.Values);
        Vocabulary = new Vocabulary(vocabulary.Name, tokens, special, vocabulary.EndTokens.ToArray());
        Size = vocabulary.Size;
    }

    /// <summary>The vocabulary with second ids.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The number of ids without second ones.</summary>
    public int Size { get; }

    /// <summary>The view that a grammar needs, or null when it asks for no tokens.</summary>
    /// <exception cref="GrammarException">A token that is asked for is not in the vocabulary, or ends a generation; or none is left to choose from.</exception>
    public static TokenView? For(ExpressionFactory factory, Vocabulary vocabulary)
    {
        TokenReferences[] references = [.. factory.TokenReferences.Where(r => !r.IsEmpty)];
        foreach (var each in factory.TokenReferences)
        {
            each.Seal();
        }

        if (references.Length == 0)
        {
            return null;
        }

        var (ids, texts) = Resolve(references, vocabulary);
        var key = string.Join(',', ids) + "|" + string.Join('\0', texts.Order(StringComparer.Ordinal));
        var kept = Kept.GetValue(vocabulary, static _ => new ConcurrentDictionary<string, TokenView>(StringComparer.Ordinal));
        if (kept.Count >= MaxKept && !kept.ContainsKey(key))
        {
            kept.Clear();
        }

        return kept.GetOrAdd(key, _ => new TokenView(vocabulary, ids, texts));
    }

    /// <summary>The second id of a token, or −1.</summary>
    public int SecondOf(int token) => _second.GetValueOrDefault(token, -1);

    /// <summary>The token whose second id it is; tokens without one are their own.</summary>
    public int FirstOf(int token) => token < Size ? token : _first[token - Size];

    private static (int[] Ids, HashSet<string> Texts) Resolve(TokenReferences[] references, Vocabulary vocabulary)
    {
        var wanted = references.SelectMany(r => r.Wanted).ToHashSet();
        var exclusions = references.SelectMany(r => r.Exclusions).ToArray();
        var byText = wanted.Concat(exclusions.SelectMany(e => e)).Select(r => r.Text).OfType<string>().Distinct(StringComparer.Ordinal)
            .ToDictionary(t => t, _ => new List<int>(), StringComparer.Ordinal);
        if (byText.Count > 0)
        {
            for (var id = 0; id < vocabulary.Size; id++)
            {
                if (!vocabulary.BytesOf(id).IsEmpty && byText.TryGetValue(Encoding.UTF8.GetString(vocabulary.BytesOf(id)), out var list))
                {
                    list.Add(id);
                }
            }
        }

        var ids = new SortedSet<int>();
        foreach (var reference in wanted)
        {
            foreach (var id in IdsOf(reference))
            {
                ids.Add(!vocabulary.IsEnd(id) ? id : throw new GrammarException(
                    $"The grammar asks for token {vocabulary.Describe(id)}, which ends a generation; leave it out, since a text that is complete may end."));
            }
        }

        if (exclusions.Length > 0)
        {
            int[] any = [.. Enumerable.Range(0, vocabulary.Size).Where(id => !vocabulary.IsEnd(id) && !vocabulary.BytesOf(id).IsEmpty)];
            if (Array.Exists(exclusions, e => Array.TrueForAll(any, e.SelectMany(IdsOf).ToHashSet().Contains)))
            {
                throw new GrammarException($"The grammar asks for a token of vocabulary {vocabulary.Name} and excludes every one.");
            }

            ids.UnionWith(any);
        }

        return ([.. ids], [.. byText.Keys]);

        IReadOnlyList<int> IdsOf(TokenReference reference) => reference.Text is not { } text
            ? reference.Id < vocabulary.Size
                ? [reference.Id]
                : throw new GrammarException($"The grammar asks for token {reference.Id}, and vocabulary {vocabulary.Name} ends at {vocabulary.Size - 1}.")
            : byText[text] is { Count: > 0 } found
                ? found
                : throw new GrammarException($"The grammar asks for the token '{text}', and vocabulary {vocabulary.Name} has none with this text.");
    }
}
