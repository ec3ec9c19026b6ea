using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>The lengths of objects of which it is only said which members they have and what these satisfy, without choices: the required members in a row.</summary>
/// <remarks>Nothing is searched, so thousands of required members cost a look at each.</remarks>
internal sealed class RequiredMembers(ValueLanguage values)
{
    /// <summary>The length of the text from a place on, or <see cref="TextLength.None"/>; null where it must be searched.</summary>
    /// <param name="place">The place.</param>
    /// <param name="exact">Whether the length matters; else any stands for it.</param>
    public TextLength? Length(ObjectPlace place, bool exact)
    {
        var names = new List<string>();
        List<MembersAtom>? rules = null;
        HashSet<string>? absent = null;
        var (least, most) = (0, int.MaxValue);
        foreach (var part in place.Rest.Conjuncts)
        {
            switch (part.Statement)
            {
                case PresenceAtom { IsPresent: true } presence:
                    names.Add(presence.Name);
                    break;
                case PresenceAtom presence:
                    (absent ??= new HashSet<string>(StringComparer.Ordinal)).Add(presence.Name);
                    break;
                case MembersAtom { All: true } members:
                    (rules ??= []).Add(members);
                    break;
                case CountAtom { IsLeast: true } count:
                    least = Math.Max(least, count.Count);
                    break;
                case CountAtom count:
                    most = Math.Min(most, count.Count);
                    break;
                default:
                    return null;
            }
        }

        // A formula has each part once, so the names differ.
        if (least > names.Count)
        {
            return null;
        }

        return names.Count > most || (absent is not null && names.Exists(absent.Contains)) ? TextLength.None
            : values.LengthsOf(exact).Of(place with { Others = TextSet.Empty, Record = null, Position = 0, Seen = 0, Depth = 0 }, () => Sum(place, names, rules ?? [], exact));
    }

    private TextLength Sum(ObjectPlace place, List<string> names, List<MembersAtom> rules, bool exact)
    {
        var layout = values.Layout;
        var length = layout.EndLength(isStarted: true);
        for (var i = 0; i < names.Count; i++)
        {
            values.Work.Spend(1 + rules.Count);
            var value = values.Table.And([.. rules.Select(r => r.Rule.At(names[i], values.Names.Meets))]);
            length += layout.NextLength(place.IsStarted || i > 0) + layout.ColonLength + layout.Inside(values.Length(value, exact));
            length += exact ? place.Frame.Length(place.Frame.IndexOf(names[i])) : 0;
            if (length.Bytes >= Lengths.None)
            {
                return TextLength.None;
            }
        }

        return length;
    }
}
