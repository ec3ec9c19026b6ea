using System.Text;

namespace Guided.Expressions;

/// <summary>Writes an expression in the manner of a regular expression, cut to a readable length.</summary>
internal static class ExpressionPrinter
{
    private const int MaxLength = 400;

    public static string Print(Expression expression)
    {
        var text = new StringBuilder();
        Append(text, expression, 0);
        return text.Length > MaxLength ? text.ToString(0, MaxLength) + "…" : text.ToString();
    }

    // The level is how tightly the surroundings bind: 0 choice, 1 intersection, 2 sequence, 3 repetition.
    private static void Append(StringBuilder text, Expression expression, int level)
    {
        if (text.Length > MaxLength)
        {
            return;
        }

        switch (expression)
        {
            case EmptyNode:
                text.Append('∅');
                break;
            case EpsilonNode:
                text.Append('ε');
                break;
            case BytesNode leaf:
                text.Append(leaf.Set == ByteSet.All ? "." : leaf.Set.ToString());
                break;
            case CallNode call:
                text.Append('<').Append(call.Rule.Name).Append('>');
                break;
            case VariableNode unknown:
                text.Append('<').Append(unknown.Variable.Name).Append('>');
                break;
            case LazyNode lazy:
                text.Append('{').Append(lazy.Definition.GetType().Name).Append('}');
                break;
            case CaptureNode capture:
                Append(text, capture.Text, level: 3);
                text.Append('{').Append(capture.Definition.GetType().Name).Append('}');
                break;
            case CapturedNode captured:
                text.Append('{').Append(captured.Definition.GetType().Name).Append('}');
                break;
            case MachineNode machine:
                text.Append('{').Append(machine.State.GetType().Name).Append('}');
                break;
            case ConcatNode sequence:
                Group(text, level > 2, () =>
                {
                    Append(text, sequence.Head, 3);
                    Append(text, sequence.Tail, 2);
                });
                break;
            case ChoiceNode choice:
                Group(text, level > 0, () => Join(text, choice.Items, '|', 1));
                break;
            case IntersectionNode both:
                Group(text, level > 1, () => Join(text, both.Items, '&', 2));
                break;
            case ComplementNode not:
                text.Append('~');
                Append(text, not.Body, 4);
                break;
            case RepeatNode repeat:
                Append(text, repeat.Body, 4);
                text.Append((repeat.Min, repeat.Max) switch
                {
                    (0, RepeatNode.Unbounded) => "*",
                    (1, RepeatNode.Unbounded) => "+",
                    (var min, RepeatNode.Unbounded) => $"{{{min},}}",
                    var (min, max) => $"{{{min},{max}}}",
                });
                break;
        }
    }

    private static void Group(StringBuilder text, bool parentheses, Action body)
    {
        text.Append(parentheses ? "(" : "");
        body();
        text.Append(parentheses ? ")" : "");
    }

    private static void Join(StringBuilder text, Expression[] items, char separator, int level)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0)
            {
                text.Append(separator);
            }

            Append(text, items[i], level);
        }
    }
}
