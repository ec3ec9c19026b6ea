using System.Text;
using Guided.Automata;
using Guided.Expressions;
using Guided.Rules;

namespace Guided.Diagnostics;

/// <summary>How a grammar reads a text: whether it matches, or where and why not.</summary>
/// <param name="Matches">Whether the text is in the language.</param>
/// <param name="Offset">The number of bytes, in UTF-8, that some text of the language begins with; the whole length unless refused.</param>
/// <param name="Line">The line of the character at the offset, from 1.</param>
/// <param name="Column">The column of the character at the offset, from 1, in characters (Unicode scalar values).</param>
/// <param name="NextBytes">The bytes that may follow at the offset.</param>
/// <param name="Expected">
/// What may follow at the offset: texts in quotes where there is one way on, expressions cut to a readable length elsewhere, with the rules
/// (in angle brackets) that come next.
/// </param>
/// <param name="Completion">The shortest text that completes the accepted part; where it is not valid UTF-8, with U+FFFD.</param>
public sealed record GrammarExplanation(
    bool Matches, int Offset, int Line, int Column, ByteSet NextBytes, IReadOnlyList<string> Expected, string Completion)
{
    private const int MaxExpected = 12;
    private const int MaxForced = 40;

    /// <summary>Whether some text of the language begins with the whole text.</summary>
    public bool IsPrefix { get; private init; }

    /// <summary>The character at the offset, in quotes, or "the end of the text".</summary>
    public string Found { get; private init; } = "";

    /// <summary>Reads a text.</summary>
    /// <exception cref="GrammarLimitException">A budget was used up.</exception>
    public static GrammarExplanation Of(Grammar grammar, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var automaton = new ByteAutomaton(grammar);
        var bytes = Encoding.UTF8.GetBytes(text);
        var at = automaton.Start;
        var offset = 0;
        for (; offset < bytes.Length; offset++)
        {
            var next = automaton.Step(at, bytes[offset]);
            if (next.IsDead)
            {
                break;
            }

            at = next;
        }

        // Where a character is refused inside, its beginning is the place to look at.
        var start = offset;
        while (start > 0 && start < bytes.Length && (bytes[start] & 0xC0) == 0x80)
        {
            start--;
        }

        var read = bytes.AsSpan(0, start);
        var complete = offset == bytes.Length;
        return new GrammarExplanation(
            complete && at.IsAccepting,
            offset,
            1 + read.Count((byte)'\n'),
            1 + Characters(read[(read.LastIndexOf((byte)'\n') + 1)..]),
            NextBytesOf(automaton, at),
            ExpectedAt(at),
            Encoding.UTF8.GetString(automaton.ShortestCompletion(at)))
        {
            IsPrefix = complete,
            Found = complete ? "the end of the text" : CharacterAt(bytes.AsSpan(start)),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Matches
        ? "matches"
        : IsPrefix
            ? $"incomplete: expected {string.Join(" or ", Expected)}"
            : $"refused at {Line}:{Column} (byte {Offset}): found {Found}, expected {string.Join(" or ", Expected)}";

    private static int Characters(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        foreach (var value in bytes)
        {
            count += (value & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }

    private static string CharacterAt(ReadOnlySpan<byte> bytes)
    {
        Rune.DecodeFromUtf8(bytes, out var rune, out _);
        return Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) ? $"U+{rune.Value:X4}" : $"\"{rune}\"";
    }

    private static ByteSet NextBytesOf(ByteAutomaton automaton, Configuration at)
    {
        var set = ByteSet.None;
        for (var value = 0; value < 256; value++)
        {
            if (!automaton.Step(at, (byte)value).IsDead)
            {
                set |= ByteSet.Of((byte)value);
            }
        }

        return set;
    }

    private static List<string> ExpectedAt(Configuration at)
    {
        var all = at.Items.SelectMany(i => Alternatives(i.Head).Select(h => Describe(h, i.Below))).Distinct().ToList();
        var expected = all.Take(MaxExpected).ToList();
        if (all.Count > MaxExpected)
        {
            expected.Add($"… ({all.Count - MaxExpected} more)");
        }

        if (at.IsAccepting)
        {
            expected.Add("the end of the text");
        }

        return expected;
    }

    private static Expression[] Alternatives(Expression head) => head is ChoiceNode choice ? choice.Items : [head];

    /// <summary>The text that an expression begins with where it is the only one, or the expression, and the rules called next.</summary>
    private static string Describe(Expression head, StackNode below)
    {
        var (text, rest) = Forced(head);
        var first = text.Length > 0 ? $"\"{text}\"" : rest.ToString();
        var rules = rest.Kind == ExpressionKind.Epsilon || text.Length == 0 ? NextRules(below) : "";
        return rules.Length == 0 ? first : $"{first} then {rules}";
    }

    private static string NextRules(StackNode below) => string.Join(
        " or ",
        below.Frames.Select(f => f.Continuation is ConcatNode sequence ? sequence.Head : f.Continuation)
            .OfType<CallNode>().Select(c => $"<{c.Rule.Name}>").Distinct().Take(3));

    private static (string Text, Expression After) Forced(Expression head)
    {
        var bytes = new List<byte>();
        while (bytes.Count < MaxForced && !head.IsNullable && Single(head, out var value) is { } next)
        {
            bytes.Add(value);
            head = next;
        }

        return (Encoding.UTF8.GetString([.. bytes]).Replace("\n", "\\n", StringComparison.Ordinal), head);
    }

    /// <summary>What follows the only byte that an expression can begin with, or null when there are several.</summary>
    private static Expression? Single(Expression head, out byte only)
    {
        Expression? found = null;
        only = 0;
        for (var value = 0; value < 256; value++)
        {
            var next = Derivatives.Step(head, (byte)value);
            if (next.Kind == ExpressionKind.Empty)
            {
                continue;
            }

            if (found is not null)
            {
                return null;
            }

            (found, only) = (next, (byte)value);
        }

        return found;
    }
}
