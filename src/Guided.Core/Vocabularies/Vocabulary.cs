using System.Text;

namespace Guided.Vocabularies;

/// <summary>The tokens of a model as byte strings: what a grammar needs to know of a tokenizer.</summary>
/// <remarks>
/// Ids run from 0 to <see cref="Size"/> − 1 and index the columns of the model's logits. An id may have no bytes (a special token, or a
/// column the model pads its output with): such an id is never produced as text. Two ids may share the same bytes, as byte-fallback and
/// ordinary tokens do in SentencePiece vocabularies; both are then allowed wherever one is.
/// </remarks>
public sealed class Vocabulary
{
    /// <summary>
    /// The byte that stands before and after the name of a special token when a grammar speaks of it. It occurs in no UTF-8 text, so no
    /// text is taken for a special token; text tokens that hold it (fragments of no character) are never produced.
    /// </summary>
    public const byte SpecialMark = 0xFF;

    private readonly byte[] _bytes;
    private readonly int[] _offsets;
    private readonly bool[] _special;
    private readonly int[] _endTokens;
    private readonly Dictionary<int, byte[]> _marked = [];
    private readonly Lazy<TokenTrie> _trie;

    /// <summary>Builds a vocabulary from the bytes of each token.</summary>
    /// <param name="name">A name for messages, for example the model's.</param>
    /// <param name="tokens">The bytes of token <c>i</c> at index <c>i</c>; empty for an id that stands for no text.</param>
    /// <param name="specialTokens">Ids that are control tokens: their bytes name them but are never produced as text.</param>
    /// <param name="endTokens">Ids that end a generation (EOS, end of turn); at least one.</param>
    /// <exception cref="ArgumentException">There are no tokens, no end token, or an id is outside the vocabulary.</exception>
    public Vocabulary(string name, IReadOnlyList<byte[]> tokens, IEnumerable<int> specialTokens, IEnumerable<int> endTokens)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(specialTokens);
        ArgumentNullException.ThrowIfNull(endTokens);
        if (tokens.Count == 0)
        {
            throw new ArgumentException($"Vocabulary '{name}' has no tokens.", nameof(tokens));
        }

        Name = name;
        Size = tokens.Count;
        _offsets = new int[Size + 1];
        for (var id = 0; id < Size; id++)
        {
            _offsets[id + 1] = checked(_offsets[id] + tokens[id].Length);
        }

        _bytes = new byte[_offsets[Size]];
        for (var id = 0; id < Size; id++)
        {
            tokens[id].CopyTo(_bytes, _offsets[id]);
            LongestToken = Math.Max(LongestToken, tokens[id].Length);
        }

        _special = new bool[Size];
        foreach (var id in specialTokens)
        {
            _special[Checked(id, nameof(specialTokens))] = true;
        }

        _endTokens = [.. endTokens.Distinct().Order()];
        if (_endTokens.Length == 0)
        {
            throw new ArgumentException($"Vocabulary '{name}' needs at least one end token.", nameof(endTokens));
        }

        foreach (var id in _endTokens)
        {
            _special[Checked(id, nameof(endTokens))] = true;
        }

        foreach (var id in Enumerable.Range(0, Size).Where(id => _special[id] && !IsEnd(id) && BytesOf(id).Length > 0))
        {
            _marked[id] = [SpecialMark, .. BytesOf(id), SpecialMark];
        }

        _trie = new Lazy<TokenTrie>(() => new TokenTrie(this));
    }

    /// <summary>The name given at construction.</summary>
    public string Name { get; }

    /// <summary>The number of ids, which is the width of a row of logits.</summary>
    public int Size { get; }

    /// <summary>The length of the longest token, in bytes.</summary>
    public int LongestToken { get; }

    /// <summary>The ids that end a generation, ascending.</summary>
    public ReadOnlySpan<int> EndTokens => _endTokens;

    /// <summary>What <see cref="EndTokens"/> spans, to share with masks; never written.</summary>
    internal int[] EndTokensArray => _endTokens;

    /// <summary>The tokens that stand for text, as a trie over their bytes. Built on first use.</summary>
    public TokenTrie Trie => _trie.Value;

    /// <summary>The bytes of a token; for a special token the name it is written with, which is never text.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) => _bytes.AsSpan(_offsets[id].._offsets[id + 1]);

    /// <summary>Whether the token is a control token rather than text.</summary>
    public bool IsSpecial(int id) => _special[id];

    /// <summary>Whether the token ends a generation.</summary>
    public bool IsEnd(int id) => Array.IndexOf(_endTokens, id) >= 0;

    /// <summary>Whether the token stands for text: it is not special and has bytes.</summary>
    public bool IsText(int id) => !_special[id] && _offsets[id + 1] > _offsets[id];

    /// <summary>
    /// The bytes that an automaton reads for a token: those of its text, or a special token's name between <see cref="SpecialMark"/>s.
    /// Empty for tokens that no automaton reads: end tokens, ids without bytes, and fragments that hold the mark itself.
    /// </summary>
    public ReadOnlySpan<byte> ReadableBytesOf(int id)
    {
        if (_special[id])
        {
            return _marked.GetValueOrDefault(id);
        }

        var bytes = BytesOf(id);
        return bytes.Contains(SpecialMark) ? default : bytes;
    }

    /// <summary>The bytes that a run of tokens stands for; special tokens add none.</summary>
    public byte[] Concatenate(ReadOnlySpan<int> ids)
    {
        var bytes = new List<byte>(ids.Length * 4);
        foreach (var id in ids)
        {
            if (IsText(id))
            {
                bytes.AddRange(BytesOf(id));
            }
        }

        return [.. bytes];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Size} tokens)";

    /// <summary>A token for messages: its id and its bytes as text.</summary>
    public string Describe(int id) => $"{id} \"{Encoding.UTF8.GetString(BytesOf(id))}\"";

    private int Checked(int id, string parameter) => (uint)id < (uint)Size
        ? id
        : throw new ArgumentException($"Token id {id} is outside vocabulary '{Name}' of {Size} tokens.", parameter);
}
