using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Shapes;

namespace Guided.Grammars.JsonSchema.Strings;

/// <summary>Strings of which all of some atoms hold: a shape, less some others.</summary>
/// <param name="Shape">What is said of them positively.</param>
/// <param name="Without">Conditions that they do not meet.</param>
/// <param name="Except">Strings that they are not.</param>
internal sealed record StringConjunction(StringShape Shape, IReadOnlyList<StringCondition> Without, IReadOnlySet<string> Except)
{
    /// <summary>The strings of which some atoms hold, or null when there is plainly none.</summary>
    public static StringConjunction? Of(IEnumerable<Atom> atoms)
    {
        var (min, max) = (0, (int?)null);
        var conditions = new List<StringCondition>();
        var without = new List<StringCondition>();
        var except = new HashSet<string>(StringComparer.Ordinal);
        List<string>? literals = null;
        foreach (var atom in atoms)
        {
            switch (atom)
            {
                case LengthAtom { IsLeast: true } length:
                    min = Math.Max(min, length.Length);
                    break;
                case LengthAtom length:
                    max = Math.Min(max ?? int.MaxValue, length.Length);
                    break;
                case ConditionAtom condition:
                    (condition.Holds ? conditions : without).Add(condition.Condition);
                    break;
                case LiteralsAtom { Holds: true } texts:
                    literals = literals is null ? [.. texts.Texts] : [.. literals.Intersect(texts.Texts)];
                    break;
                case LiteralsAtom texts:
                    except.UnionWith(texts.Texts);
                    break;
                default:
                    throw new InvalidOperationException($"{atom} does not speak of strings.");
            }
        }

        literals?.RemoveAll(except.Contains);
        if (max < min || literals is { Count: 0 })
        {
            return null;
        }

        var shape = new StringShape
        {
            MinLength = min,
            MaxLength = max,
            Conditions = [.. conditions.Distinct()],
            Literals = literals is null ? null : [.. literals],
        };
        return new StringConjunction(shape, [.. without.Distinct()], literals is null ? except : new HashSet<string>());
    }
}
