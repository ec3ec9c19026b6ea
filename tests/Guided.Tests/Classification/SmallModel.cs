using System.Text;
using Guided.Decoding;
using Guided.Vocabularies;

namespace Guided.Classification;

/// <summary>A model over a few short tokens whose logits are a hash of the whole prefix; peaked enough that some spellings are rare.</summary>
internal sealed class SmallModel(Vocabulary vocabulary, int seed, float spread) : IDecoder
{
    public int VocabularySize => vocabulary.Size;

    public int ContextLength => 64;

    public int Tokens { get; private set; }

    public static Vocabulary Letters(Random random)
    {
        var texts = "abc".Select(c => c.ToString()).ToList();
        while (texts.Count < 12)
        {
            texts.Add(new string([.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => "abc"[random.Next(3)])])); // some twice
        }

        byte[][] tokens = [.. texts.Append("<s>").Append("</s>").Append("</t>").Select(Encoding.ASCII.GetBytes)];
        return new Vocabulary("small", tokens, [12, 13, 14], [13, 14]);
    }

    public float[] RowAfter(IEnumerable<int> prefix)
    {
        var hash = prefix.Aggregate((ulong)seed + 1, (h, t) => Mix(h + (ulong)t + 1));
        return [.. Enumerable.Range(0, vocabulary.Size).Select(id => (float)(Mix(hash ^ ((ulong)id << 32)) >> 40) / (1 << 24) * spread)];
    }

    public IDecoderSequence CreateSequence() => new Sequence(this, []);

    public void Dispose()
    {
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCD;
        x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53;
        return x ^ (x >> 33);
    }

    private sealed class Sequence(SmallModel owner, List<int> tokens) : IDecoderSequence
    {
        public int Length => tokens.Count;

        public Span<float> Append(ReadOnlySpan<int> added, int rows = 1, CancellationToken cancellationToken = default)
        {
            Assert.Equal(1, rows);
            owner.Tokens += added.Length;
            tokens.AddRange(added);
            return owner.RowAfter(tokens);
        }

        public void Rewind(int length) => tokens.RemoveRange(length, tokens.Count - length);

        public IDecoderSequence Fork() => new Sequence(owner, [.. tokens]);

        public void Dispose()
        {
        }
    }
}

/// <summary>Encodes by the longest token at each place.</summary>
internal sealed class SmallTokenizer(Vocabulary vocabulary) : ITokenizer
{
    public Vocabulary Vocabulary => vocabulary;

    public void Encode(ReadOnlySpan<char> text, List<int> ids, bool parseSpecial = false)
    {
        var bytes = Encoding.UTF8.GetBytes(text.ToString()).AsSpan();
        while (!bytes.IsEmpty && vocabulary.Trie.LongestMatch(bytes, out var length) is >= 0 and var token)
        {
            ids.Add(token);
            bytes = bytes[length..];
        }
    }

    public string Decode(ReadOnlySpan<int> ids) => Encoding.UTF8.GetString(vocabulary.Concatenate(ids));
}
