using Guided.Expressions;
using Guided.Grammars.Characters;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>Texts whose UTF-8 has at most so many octets, in whatever spelling.</summary>
internal sealed class OctetLimit(ICharacterEncoding encoding, int octets) : ByteMachine
{
    private static readonly RuneSet[] ByWidth =
        [RuneSet.Of((0, 0x7F)), RuneSet.Of((0x80, 0x7FF)), RuneSet.Of((0x800, 0xFFFF)), RuneSet.Of((0x10000, RuneSet.Last))];

    private static readonly ByteSet Backslash = ByteSet.Of((byte)'\\');

    private static readonly ByteSet Ascii = ByteSet.Range(0x20, 0x7F) & ~ByteSet.Of((byte)'"', (byte)'\\');

    private readonly ICharacterEncoding _encoding = encoding;
    private readonly int _octets = octets;

    public override bool IsAccepting => true;

    public override bool MayBeEmpty => false;

    public override int ShortestLength => 0;

    public override IEnumerable<ByteSet> Classes => 
    [
        Ascii, Backslash, Lead(0xC2, 0xDF), Lead(0xE0, 0xE0), Lead(0xE1, 0xEC), Lead(0xED, 0xED), Lead(0xEE, 0xEF), Lead(0xF0, 0xF0), Lead(0xF1, 0xF3),
        Lead(0xF4, 0xF4),
    ];

    public override Expression After(ExpressionFactory factory, byte value) => factory.Choice(
    [
        .. Enumerable.Range(1, Math.Min(4, _octets)).Select(width => factory.Concat(
            Rest(_encoding.Characters(factory, ByWidth[width - 1]), value),
            factory.Machine(new OctetLimit(_encoding, _octets - width)))),
    ]);

    public override bool Equals(object? obj) => obj is OctetLimit other && other._octets == _octets && other._encoding == _encoding;

    public override int GetHashCode() => HashCode.Combine(typeof(OctetLimit), _octets);

    private static ByteSet Lead(byte first, byte last) => ByteSet.Range(first, last);
}
