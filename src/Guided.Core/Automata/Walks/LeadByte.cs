namespace Guided.Automata.Walks;

/// <summary>What may follow the first byte of a character of several bytes (RFC 3629, section 4).</summary>
/// <param name="Low">The least second byte.</param>
/// <param name="High">The greatest second byte.</param>
/// <param name="More">How many bytes follow the second one.</param>
internal readonly record struct LeadByte(int Low, int High, int More)
{
    public const int First = 0xC2;
    public const int Last = 0xF4;

    public static LeadByte Of(int lead) => lead switch
    {
        < 0xE0 => new(0x80, 0xBF, 0),
        0xE0 => new(0xA0, 0xBF, 1),
        0xED => new(0x80, 0x9F, 1),
        < 0xF0 => new(0x80, 0xBF, 1),
        0xF0 => new(0x90, 0xBF, 2),
        0xF4 => new(0x80, 0x8F, 2),
        _ => new(0x80, 0xBF, 2),
    };
}
