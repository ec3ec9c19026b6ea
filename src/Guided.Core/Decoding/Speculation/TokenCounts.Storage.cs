using System.Security.Cryptography;
using System.Text;
using Guided.Vocabularies;

namespace Guided.Decoding.Speculation;

/// <summary>Saving and loading.</summary>
public sealed partial class TokenCounts
{
    private const int Version = 1;

    private static ReadOnlySpan<byte> Magic => "GuidedTC"u8;

    /// <summary>Writes the counts, so that another process, or another day, need not learn them again.</summary>
    /// <param name="stream">Receives them: 34 bytes for each context in use, little-endian.</param>
    /// <param name="vocabulary">The vocabulary whose tokens were counted.</param>
    public void Save(Stream stream, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(vocabulary);
        CountEntry[] used;
        lock (_gate)
        {
            used = [.. _entries.Where(e => e.Total > 0)];
        }

        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(Identity(vocabulary));
        writer.Write(Capacity);
        writer.Write(used.Length);
        foreach (var entry in used)
        {
            writer.Write(entry.Key);
            writer.Write(entry.Total);
            for (var i = 0; i < CountEntry.Kept; i++)
            {
                writer.Write(entry.TokenAt(i));
                writer.Write((ushort)entry.CountAt(i));
            }
        }

        for (var kind = 0; kind < CountContext.RateKinds; kind++)
        {
            writer.Write(Rates[kind]);
        }
    }

    /// <summary>Reads counts that <see cref="Save"/> wrote.</summary>
    /// <param name="stream">Gives them.</param>
    /// <param name="vocabulary">The vocabulary for which they are to be used.</param>
    /// <exception cref="InvalidDataException">They are damaged, of another version, or were counted over another vocabulary.</exception>
    public static TokenCounts Load(Stream stream, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(vocabulary);
        try
        {
            using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
            return Read(reader, vocabulary);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The token counts end too early: the file is not whole. Delete it; counts are learned again.", e);
        }
    }

    private static TokenCounts Read(BinaryReader reader, Vocabulary vocabulary)
    {
        if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic) || reader.ReadInt32() is var version && version != Version)
        {
            throw new InvalidDataException($"This is not a file of token counts of version {Version}. Delete it; counts are learned again.");
        }

        if (!reader.ReadBytes(Identity(vocabulary).Length).AsSpan().SequenceEqual(Identity(vocabulary)))
        {
            throw new InvalidDataException($"The token counts are of another vocabulary than {vocabulary}: load those of this model.");
        }

        var capacity = reader.ReadInt32();
        var count = reader.ReadInt32();
        if (capacity is < LeastCapacity or > GreatestCapacity || !int.IsPow2(capacity) || count < 0 || count > capacity)
        {
            throw new InvalidDataException($"The token counts name {count} contexts of {capacity}: the file is damaged.");
        }

        var counts = new TokenCounts(capacity);
        for (var i = 0; i < count; i++)
        {
            counts.Put(ReadEntry(reader, vocabulary));
        }

        for (var kind = 0; kind < CountContext.RateKinds; kind++)
        {
            var rate = reader.ReadSingle();
            counts.Rates.Set(kind, rate is >= 0 and <= 1 ? rate : throw new InvalidDataException($"The token counts have a rate of {rate}."));
        }

        return counts;
    }

    private static CountEntry ReadEntry(BinaryReader reader, Vocabulary vocabulary)
    {
        Span<int> tokens = stackalloc int[CountEntry.Kept];
        Span<ushort> counts = stackalloc ushort[CountEntry.Kept];
        var key = reader.ReadUInt64();
        var total = reader.ReadUInt16();
        for (var i = 0; i < CountEntry.Kept; i++)
        {
            tokens[i] = reader.ReadInt32();
            counts[i] = reader.ReadUInt16();
            if ((uint)tokens[i] >= (uint)vocabulary.Size || counts[i] > total)
            {
                throw new InvalidDataException($"The token counts hold {counts[i]} of token {tokens[i]} among {total}: the file is damaged.");
            }
        }

        return CountEntry.Of(key, total, tokens, counts);
    }

    // Entries beyond the ways of a set cannot have been saved by a table of this capacity.
    private void Put(CountEntry entry)
    {
        var first = First(entry.Key);
        for (var slot = first; slot < first + Ways; slot++)
        {
            if (_entries[slot].Total == 0)
            {
                _entries[slot] = entry;
                return;
            }
        }

        throw new InvalidDataException("The token counts hold more contexts of one set than there is room for: the file is damaged.");
    }

    private static byte[] Identity(Vocabulary vocabulary)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        for (var id = 0; id < vocabulary.Size; id++)
        {
            var bytes = vocabulary.BytesOf(id);
            BitConverter.TryWriteBytes(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}
