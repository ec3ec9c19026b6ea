using System.Text;
using Guided.Expressions;

namespace Guided.Core.Tests.Automata;

/// <summary>Objects such as <c>{"a":1,"b":{}}</c> whose names differ, with A as another spelling of a.</summary>
internal static class DistinctNames
{
    /// <summary>The grammar's whole text.</summary>
    /// <param name="factory">Where to make it.</param>
    /// <param name="reserved">Names that no object may have.</param>
    public static Expression Object(ExpressionFactory factory, params string[] reserved) =>
        factory.Concat(factory.Literal("{"), factory.Lazy(new Members([], reserved, AfterComma: false)));

    /// <summary>Whether a text begins some text of the language; and whether it is one.</summary>
    public static (bool IsPrefix, bool IsMember) Check(ReadOnlySpan<char> text, string[] reserved)
    {
        var at = 0;
        var verdict = Value(text, ref at, reserved, isObject: true);
        return verdict switch
        {
            Verdict.Open => (true, false),
            Verdict.Done when at == text.Length => (true, true),
            _ => (false, false),
        };
    }

    private enum Verdict
    {
        Open,
        Done,
        Wrong,
    }

    private static Verdict Value(ReadOnlySpan<char> text, ref int at, string[] reserved, bool isObject)
    {
        if (at == text.Length)
        {
            return Verdict.Open;
        }

        if (!isObject && text[at] == '1')
        {
            at++;
            return Verdict.Done;
        }

        if (text[at++] != '{')
        {
            return Verdict.Wrong;
        }

        var seen = new HashSet<string>(reserved);
        for (var isFirst = true; ; isFirst = false)
        {
            if (at == text.Length)
            {
                return Verdict.Open;
            }

            if (text[at] == '}')
            {
                at++;
                return Verdict.Done;
            }

            if (!isFirst && text[at++] != ',')
            {
                return Verdict.Wrong;
            }

            if (at == text.Length)
            {
                return Verdict.Open;
            }

            if (text[at++] != '"')
            {
                return Verdict.Wrong;
            }

            var start = at;
            while (at < text.Length && text[at] is 'a' or 'b' or 'A')
            {
                at++;
            }

            if (at == text.Length)
            {
                return Verdict.Open;
            }

            if (text[at] != '"' || !seen.Add(text[start..at].ToString().Replace('A', 'a')))
            {
                return Verdict.Wrong;
            }

            at++;
            if (at == text.Length)
            {
                return Verdict.Open;
            }

            if (text[at++] != ':')
            {
                return Verdict.Wrong;
            }

            var verdict = Value(text, ref at, reserved, isObject: false);
            if (verdict != Verdict.Done)
            {
                return verdict;
            }
        }
    }

    private sealed class Members(string[] seen, string[] reserved, bool AfterComma) : LazyExpression
    {
        public override bool IsNullable => false;

        public override int ShortestLength => 1;

        public override Expression Unfold(ExpressionFactory factory)
        {
            var member = factory.Concat(
                factory.Literal(AfterComma ? ",\"" : "\""),
                factory.Capture(
                    factory.Concat(factory.Star(factory.Bytes(ByteSet.Of("abA"u8))), factory.Literal("\"")),
                    new Name(seen, reserved)));
            return factory.Choice(factory.Literal("}"), member);
        }

        public override bool Equals(object? obj) => obj is Members other && other.Key == Key;

        public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

        private string Key => $"{string.Join(' ', seen)}|{string.Join(' ', reserved)}|{AfterComma}|{seen.Length}";
    }

    private sealed class Name(string[] seen, string[] reserved) : Capture
    {
        public override ByteSet OtherSpellings => ByteSet.Of((byte)'A');

        public override int ShortestLength => 3;

        public override Expression After(ExpressionFactory factory, ReadOnlySpan<byte> text)
        {
            var name = Read(text);
            return IsKnown(name) ? factory.Empty : Follow(factory, [.. seen, name]);
        }

        public override Expression Typical(ExpressionFactory factory) => Follow(factory, seen);

        public override bool IsException(ReadOnlySpan<byte> text) => IsKnown(Read(text));

        public override void CollectExceptions(ReadOnlySpan<byte> prefix, ICollection<ReadOnlyMemory<byte>> found)
        {
            foreach (var name in seen.Concat(reserved))
            {
                var text = Encoding.UTF8.GetBytes(name + "\"");
                if (text.AsSpan().StartsWith(prefix))
                {
                    found.Add(text);
                }
            }
        }

        public override bool Equals(object? obj) => obj is Name other && other.Key == Key;

        public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

        private string Key => $"{string.Join(' ', seen)}|{string.Join(' ', reserved)}|{seen.Length}";

        private static string Read(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..^1]).Replace('A', 'a');

        private bool IsKnown(string name) => seen.Contains(name) || reserved.Contains(name);

        private Expression Follow(ExpressionFactory factory, string[] known) => factory.Concat(
            factory.Literal(":"),
            factory.Choice(
                factory.Literal("1"),
                factory.Concat(factory.Literal("{"), factory.Lazy(new Members([], reserved, AfterComma: false)))),
            factory.Lazy(new Members(known, reserved, AfterComma: true)));
    }
}
