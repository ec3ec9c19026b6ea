using System.Globalization;
using System.Text;

namespace Guided.Typed;

/// <summary>Random JSON texts with all kinds of values, escapes and white space; member names are distinct.</summary>
internal static class RandomJson
{
    private static readonly string[] Pieces =
    [
        "a", "b", "é", "€", "😀", "\\\"", "\\\\", "\\/", "\\n", "\\u0041", "\\u00e9", "\\ud83d\\ude00", "{", "]", ",", ":", "~", "/", " ", "1",
    ];

    public static string Text(Random random)
    {
        var text = new StringBuilder();
        Value(random, text, depth: 0);
        return Space(random) + text + Space(random);
    }

    private static void Value(Random random, StringBuilder text, int depth)
    {
        switch (random.Next(depth < 4 ? 10 : 6))
        {
            case 0:
                text.Append(random.Next(2) == 0 ? "true" : "false");
                break;
            case 1:
                text.Append("null");
                break;
            case 2 or 3:
                text.Append(Number(random));
                break;
            case 4 or 5:
                String(random, text, "");
                break;
            case 6 or 7:
                Sequence(random, text, '[', ']', _ => Value(random, text, depth + 1));
                break;
            default:
                Sequence(random, text, '{', '}', i =>
                {
                    String(random, text, i.ToString(CultureInfo.InvariantCulture));
                    text.Append(Space(random)).Append(':').Append(Space(random));
                    Value(random, text, depth + 1);
                });
                break;
        }
    }

    private static void Sequence(Random random, StringBuilder text, char open, char close, Action<int> item)
    {
        text.Append(open).Append(Space(random));
        var count = random.Next(5);
        for (var i = 0; i < count; i++)
        {
            item(i);
            text.Append(Space(random)).Append(i + 1 < count ? "," : "").Append(Space(random));
        }

        text.Append(close);
    }

    private static void String(Random random, StringBuilder text, string suffix)
    {
        text.Append('"');
        for (var i = random.Next(6); i > 0; i--)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]);
        }

        text.Append(suffix).Append('"');
    }

    private static string Number(Random random) => random.Next(5) switch
    {
        0 => "0",
        1 => "-0.5",
        2 => random.Next(100000).ToString(CultureInfo.InvariantCulture),
        3 => FormattableString.Invariant($"{random.Next(-999, 999)}.{random.Next(1, 99)}"),
        _ => FormattableString.Invariant($"{random.Next(1, 99)}e{(random.Next(2) == 0 ? "+" : "-")}{random.Next(9)}"),
    };

    private static string Space(Random random) => random.Next(4) switch { 0 => " ", 1 => "\n\t", _ => "" };
}
