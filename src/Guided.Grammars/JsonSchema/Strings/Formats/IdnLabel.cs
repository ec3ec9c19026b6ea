using Guided.Grammars.Characters;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>What has been read of a label: of letters, digits and hyphens, or with characters beyond ASCII (a U-label).</summary>
/// <remarks>
/// RFC 5891 §4.2.3, RFC 5892 appendix A, RFC 5893 §2. The label is in Normalization Form C: marks come in the order of their combining classes,
/// and none follows a character that it composes with. A label begun can always be ended well, with <see cref="Missing"/> more characters.
/// </remarks>
internal sealed class IdnLabel : IEquatable<IdnLabel>
{
    /// <summary>The most characters of a label beyond ASCII: each takes a digit at least, and the whole with "xn--" 63 octets at most.</summary>
    private const int MaxBeyond = 59;

    private const int MaxAscii = 63;

    private readonly State _state;
    private IdnLabel?[]? _next;

    private IdnLabel(State state) => _state = state;

    [Flags]
    private enum Facts
    {
        None = 0,
        RightToLeft = 1,
        LeftToRight = 1 << 1,
        EndsWell = 1 << 2,
        BeyondAscii = 1 << 3,
        Ascii = 1 << 4,

        /// <summary>Nothing beyond ASCII may follow.</summary>
        AsciiOnly = 1 << 5,
        AfterHyphen = 1 << 6,
        ThirdHyphen = 1 << 7,
        AfterL = 1 << 8,
        AfterHebrew = 1 << 9,
        AfterVirama = 1 << 10,

        /// <summary>The last character that is not transparent joins to the one after it.</summary>
        Joins = 1 << 11,
        WaitsForL = 1 << 12,
        WaitsForGreek = 1 << 13,
        WaitsForJoining = 1 << 14,

        /// <summary>A middle dot of Katakana waits for a character of its scripts.</summary>
        WaitsForKana = 1 << 15,
        Kana = 1 << 16,
        ArabicIndic = 1 << 17,
        ExtendedArabicIndic = 1 << 18,
        European = 1 << 19,
        ArabicNumber = 1 << 20,

        /// <summary>The label is part of an address for mail.</summary>
        Mail = 1 << 21,
    }

    private readonly record struct State(Facts Facts, int Length, int Signature, int LastCombining);

    /// <summary>No character yet.</summary>
    public static IdnLabel Start { get; } = new(default);

    /// <summary>
    /// No character yet of a label in an address for mail: it need not be in Normalization Form C, and in ASCII hyphens may stand anywhere within.
    /// </summary>
    public static IdnLabel Mail { get; } = new(new State(Facts.Mail, 0, 0, 0));

    /// <summary>No character yet of a label in ASCII; "xn--" is for who reads it to see to.</summary>
    public static IdnLabel Ascii { get; } = new(new State(Facts.Mail | Facts.AsciiOnly, 0, 0, 0));

    public int Length => _state.Length;

    /// <summary>Whether the label is written from right to left; it then satisfies the rule of RFC 5893 §2 so far.</summary>
    public bool IsRightToLeft => Has(Facts.RightToLeft);

    /// <summary>Whether the label satisfies the rule of RFC 5893 §2 so far.</summary>
    public bool IsDirected => Has(Facts.RightToLeft | Facts.LeftToRight);

    /// <summary>Whether the label may end here as far as the rule of RFC 5893 §2 asks.</summary>
    public bool EndsWell => Has(Facts.EndsWell);

    public bool HasBeyondAscii => Has(Facts.BeyondAscii);

    /// <summary>How many more characters it takes at least until the label may end.</summary>
    public int Missing => Math.Max(
        (Has(Facts.WaitsForL | Facts.WaitsForGreek | Facts.WaitsForJoining) ? 1 : 0) + (Has(Facts.WaitsForKana) ? 1 : 0),
        Length == 0 || Has(Facts.AfterHyphen) || (IsRightToLeft && !EndsWell) ? 1 : 0);

    /// <summary>The characters that are worth trying next.</summary>
    public RuneSet Candidates => Has(Facts.WaitsForL | Facts.AsciiOnly) ? EncodedLabel.Alphabet
        : Has(Facts.WaitsForGreek) ? IdnaTables.Greek
        : Length == 0 ? IdnaTables.Alphabet
        : IsRightToLeft ? IdnaTables.InRightToLeft
        : IdnaTables.InLeftToRight;

    /// <summary>The label with one more character; null when no label begins that way.</summary>
    public IdnLabel? Next(int rune)
    {
        if (IdnaTables.Find(rune) is not { } kind)
        {
            return null;
        }

        // A label that refuses a kind is noted as itself.
        _next ??= new IdnLabel?[IdnaTables.KindCount];
        var next = _next[kind.Id] ??= Append(kind) ?? this;
        return ReferenceEquals(next, this) ? null : next;
    }

    public bool Equals(IdnLabel? other) => other is not null && _state == other._state;

    public override bool Equals(object? obj) => Equals(obj as IdnLabel);

    public override int GetHashCode() => _state.GetHashCode();

    private bool Has(Facts any) => (_state.Facts & any) != 0;

    private IdnLabel? Append(IdnaKind c)
    {
        if (!Fits(c) || !(Has(Facts.Mail) || IsComposed(c)))
        {
            return null;
        }

        var isRightToLeft = Length == 0 ? c.Bidi is "R" or "AL" : IsRightToLeft;
        var facts = _state.Facts & (Facts.Mail | Facts.BeyondAscii | Facts.Ascii | Facts.AsciiOnly | Facts.Kana | Facts.ArabicIndic
            | Facts.ExtendedArabicIndic | Facts.ArabicNumber | Facts.LeftToRight);
        Note(Facts.RightToLeft, isRightToLeft);
        Note(Facts.LeftToRight, Length == 0 && c.Bidi == "L");
        Note(Facts.EndsWell, c.Bidi == "NSM" ? EndsWell : c.Bidi == "EN" || (isRightToLeft ? c.IsRightToLeft : c.Bidi == "L"));
        Note(c.IsAscii ? Facts.Ascii : Facts.BeyondAscii, true);
        Note(Facts.AsciiOnly, c.IsUpper || (c.Rune == '-' && Has(Facts.ThirdHyphen)));
        Note(Facts.AfterHyphen, c.Rune == '-');
        Note(Facts.ThirdHyphen, c.Rune == '-' && Length == 2);
        Note(Facts.AfterL, c.Rune == 'l');
        Note(Facts.AfterHebrew, c.Script == 'H');
        Note(Facts.AfterVirama, c.Combining == 9);
        Note(Facts.Joins, c.Joining == 'T' ? Has(Facts.Joins) : c.Joining is 'L' or 'D');
        Note(Facts.WaitsForL, c.Rule == "MiddleDot");
        Note(Facts.WaitsForGreek, c.Rule == "Keraia");
        Note(Facts.WaitsForJoining, c.Rule == "ZWNJ" ? !Has(Facts.AfterVirama) : Has(Facts.WaitsForJoining) && c.Joining == 'T');
        Note(Facts.Kana, c.Script == 'K');
        Note(Facts.WaitsForKana, !Has(Facts.Kana) && c.Script != 'K' && (Has(Facts.WaitsForKana) || c.Rule == "KatakanaDot"));
        Note(Facts.ArabicIndic, c.Rule == "ArabicIndic");
        Note(Facts.ExtendedArabicIndic, c.Rule == "ExtArabicIndic");
        Note(Facts.European, isRightToLeft && (Has(Facts.European) || c.Bidi == "EN"));
        Note(Facts.ArabicNumber, c.Bidi == "AN");
        var next = new IdnLabel(new State(
            facts,
            Length + 1,
            Has(Facts.Mail) ? 0 : c.Combining > 0 ? _state.Signature : c.Signature,
            Has(Facts.Mail) ? 0 : c.Combining));
        var hasTwoNumbers = (facts & (Facts.European | Facts.ArabicNumber)) == (Facts.European | Facts.ArabicNumber);
        return !hasTwoNumbers && next.Length + next.Missing <= next.MaxLength() ? next : null;

        void Note(Facts fact, bool holds) => facts |= holds ? fact : Facts.None;
    }

    private int MaxLength() => !HasBeyondAscii ? MaxAscii : Has(Facts.Ascii) ? MaxBeyond - 1 : MaxBeyond;

    private bool Fits(IdnaKind c)
    {
        // Upper case has no place beside characters beyond ASCII: who writes it so means it to be mapped first.
        if ((c.IsUpper && HasBeyondAscii) || (Has(Facts.AsciiOnly) && !c.IsAscii))
        {
            return false;
        }

        if (Length == 0)
        {
            return c.Rune != '-' && !c.IsMark && c.Bidi != "AN" && c.Rule is "" or "ExtArabicIndic" or "Keraia" or "KatakanaDot";
        }

        var isDirected = IsRightToLeft ? c.Bidi != "L" : !c.IsRightToLeft;
        var isReserved = c.Rune == '-' && Has(Facts.ThirdHyphen) && (HasBeyondAscii || !Has(Facts.Mail));
        return isDirected && !isReserved && Awaited(c) && Context(c);
    }

    /// <summary>Whether the character is what the one before it asked for.</summary>
    private bool Awaited(IdnaKind c) =>
        (!Has(Facts.WaitsForL) || c.Rune == 'l')
        && (!Has(Facts.WaitsForGreek) || c.Script == 'G')
        && (!Has(Facts.WaitsForJoining) || c.Joining is 'T' or 'R' or 'D');

    /// <summary>The contextual rules, as far as they look back.</summary>
    private bool Context(IdnaKind c) => c.Rule switch
    {
        "ZWJ" => Has(Facts.AfterVirama),
        "ZWNJ" => Has(Facts.AfterVirama | Facts.Joins),
        "MiddleDot" => Has(Facts.AfterL),
        "Keraia" or "KatakanaDot" => !IsRightToLeft,
        "Geresh" => Has(Facts.AfterHebrew),
        "ArabicIndic" => !Has(Facts.ExtendedArabicIndic),
        "ExtArabicIndic" => !Has(Facts.ArabicIndic),
        _ => true,
    };

    private bool IsComposed(IdnaKind c) => c.Combining == 0
        ? _state.LastCombining != 0 || !IdnaTables.Composes(_state.Signature, c.Rune) // a starter composes only with the starter right before it
        : _state.LastCombining <= c.Combining && (_state.LastCombining == c.Combining || !IdnaTables.Composes(_state.Signature, c.Rune));
}
