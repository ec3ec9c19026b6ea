using System.Numerics;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Remembered;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>The texts of objects. What its schemas still say of the members to come is a formula; every member takes a step off it.</summary>
/// <remarks>
/// Declared members come in their order, unless any order is asked for; names that are mentioned otherwise (required, excluded, in a condition)
/// and members that the schemas allow without naming them may stand anywhere. No mentioned name is written twice.
/// </remarks>
internal sealed class ObjectLanguage(ValueLanguage values)
{
    /// <summary>More statements than this are not looked through at every member.</summary>
    private const int MaxPlain = 64;

    private readonly ExpressionFactory _factory = values.Factory;
    private readonly MemberSteps _steps = new(values.Table, values.Names.Meets);
    private readonly Func<NameCondition, string, bool> _meets = values.Names.Meets;
    private readonly RequiredMembers _required = new(values);
    private readonly Dictionary<Formula, ObjectFrame[]> _frames = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Formula, Goals> _goals = new(ReferenceEqualityComparer.Instance);

    public SchemaGate Gate => values.Gate;

    /// <summary>What stands between the name and the value of every member, up to the colon.</summary>
    public Expression BeforeValue => values.Layout.Lead;

    /// <summary>The objects that satisfy a formula.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="depth">How deep they stand.</param>
    public Expression Of(Formula formula, int depth)
    {
        if (formula.IsTrue && values.Any is { } any)
        {
            return any.Object;
        }

        var open = _factory.Concat(_factory.Literal("{"), values.Layout.Gap);
        var starts = Frames(formula).Select(f => Start(f, depth)).Where(HasText).Select(s => _factory.Lazy(new ObjectState(this, s)));
        return _factory.Concat(open, _factory.Choice([.. starts]));
    }

    /// <summary>The objects that satisfy a formula, and what follows each.</summary>
    public Expression Remembered(Formula formula, Sequel sequel)
    {
        var starts = Frames(formula).Select(f => Start(f, sequel.Depth)).Where(HasText)
            .Select(s => _factory.Lazy(new ObjectState(this, s with { Record = new ObjectRecord(sequel, TextSet.Empty) })));
        return _factory.Concat(_factory.Literal("{"), values.Layout.Gap, _factory.Choice([.. starts]));
    }

    /// <summary>The places before the first member, with all names in one order: see <see cref="ObjectFrame.Searched"/>.</summary>
    public IEnumerable<ObjectPlace> FirstPlaces(Formula formula) => Frames(formula).Select(f => f.Searched(Start(f, 0))).Where(HasText);

    /// <summary>The ways to write a member that lead to the end; the name is null where it is not mentioned.</summary>
    public IEnumerable<(string? Name, Formula Value, ObjectPlace Next)> LiveMoves(ObjectPlace place) => NamedMoves(place, null)
        .Select(m => ((string?)place.Frame.Names[m.Index], m.Value, m.Next))
        .Concat(ExtraMoves(place).Select(m => ((string?)null, m.Value, m.Next)))
        .Where(m => IsAlive(m.Value, m.Next));

    /// <summary>The length of an object that satisfies a formula, or <see cref="TextLength.None"/>.</summary>
    public TextLength Length(Formula formula, bool exact) => formula.IsTrue ? 2
        : exact ? Frames(formula).Select(f => 1 + Length(Start(f, 0), exact)).Append(TextLength.None).Min()
        : Frames(formula).Any(f => HasText(Start(f, 0))) ? 2
        : TextLength.None;

    /// <summary>The length of the text from a place on, or <see cref="TextLength.None"/>.</summary>
    public TextLength Length(ObjectPlace place, bool exact)
    {
        if (place.Rest.HoldsAtEnd)
        {
            return values.Layout.EndLength(place.IsStarted);
        }

        if (_required.Length(place, exact) is { } plain)
        {
            return plain;
        }

        // Names that were written leave as many others as there are, and only members on which something depends are looked at.
        place = place.Frame.Searched(place with { Others = TextSet.Empty, Record = null, Depth = 0 });
        var goals = GoalsOf(place.Rest);
        if (!goals.HasCounts)
        {
            place = place with { Position = place.Frame.FirstOrdered(goals, place.Position), Seen = place.Seen & place.Frame.Mask(goals) };
        }

        return values.LengthsOf(exact).Of(place, () => SearchAll(place, goals, exact));
    }

    /// <summary>The length in bytes of the text from a place on, with all that follows an object that is remembered.</summary>
    /// <param name="place">The place.</param>
    /// <param name="size">The length of what was written and is not in the record yet.</param>
    public int WholeLength(ObjectPlace place, int size = 0)
    {
        var length = values.Layout.At(Length(place, exact: true), place.Depth);
        return place.Record is { } record ? Lengths.Add(length, record.Sequel.LengthAfter(Lengths.Add(length, record.Size(values.Layout, place.Depth) + size))) : length;
    }

    /// <summary>How deep the values of an object stand.</summary>
    public int DepthIn(ObjectPlace place) => values.Layout.Inner(place.Depth);

    /// <summary>What a member takes besides the characters of its name and its value: quotes, colon and comma.</summary>
    public int SizeAround(ObjectPlace place) => 4 + (values.Layout.IsIndented ? values.Layout.At(values.Layout.CommaLength + values.Layout.ColonLength, place.Depth) : 0);

    private bool HasText(ObjectPlace place) => IsPlainlyAlive(place) || Length(place, exact: false).Bytes < Lengths.None;

    /// <summary>
    /// Whether nothing stands between a place and the end but required members, each of which some value satisfies. That holds nearly always, and
    /// spares the search for a way.
    /// </summary>
    private bool IsPlainlyAlive(ObjectPlace place)
    {
        if (place.Rest.Conjuncts.Length > MaxPlain)
        {
            return false;
        }

        foreach (var conjunct in place.Rest.Conjuncts)
        {
            if (conjunct.Statement is not (PresenceAtom { IsPresent: true } or MembersAtom { All: true }) && !conjunct.IsTrue)
            {
                return false;
            }
        }

        foreach (var conjunct in place.Rest.Conjuncts)
        {
            if (conjunct.Statement is PresenceAtom required && !values.HasText(ValueAt(place.Rest, required.Name)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What the member of a name must satisfy by the statements about all members.</summary>
    private Formula ValueAt(Formula rest, string name)
    {
        var value = values.Table.True;
        foreach (var conjunct in rest.Conjuncts)
        {
            if (conjunct.Statement is MembersAtom members)
            {
                value = values.Table.And(value, members.Rule.At(name, _meets));
            }
        }

        return value;
    }

    /// <summary>The text from a place on: the closing brace, or a member and all that follows it.</summary>
    public Expression Unfold(ObjectPlace place)
    {
        var some = MemberOfAnyName(place) ?? MemberOfSomeName(place);
        some = values.Layout.Next(place.IsStarted, place.Depth, some);
        if (!place.Rest.HoldsAtEnd)
        {
            return some;
        }

        var end = values.Layout.End(place.IsStarted, place.Depth, "}");
        return _factory.Choice(place.Record is { } record ? _factory.Concat(end, record.AfterEnd()) : end, some);
    }

    /// <summary>A member and all that follows it, where any name may be written: the name is read first, and decides what its value is.</summary>
    /// <returns>Null where only some names may be written.</returns>
    private Expression? MemberOfAnyName(ObjectPlace place) =>
        values.Options.ExtraMembers is ExtraMembers.Distinct or ExtraMembers.DeclaredOnly
        && place.Frame.Cells.All is [var cell]
        && cell.Whole == JsonCommon.Text
        && CellMoves(place, cell).Any(m => IsAlive(m.Value, m.Next))
            ? _factory.Concat(
                _factory.Literal("\""),
                _factory.Capture(_factory.Concat(cell.Whole, _factory.Literal("\"")), new MemberName(this, place, cell, withMentioned: true)))
            : null;

    private Expression MemberOfSomeName(ObjectPlace place)
    {
        var members = new List<Expression>();
        foreach (var (index, _, value, next) in NamedMoves(place, null))
        {
            if (IsAlive(value, next))
            {
                members.Add(_factory.Concat(place.Frame.Text(index), After(value, next, place.Frame.Names[index])));
                if (members.Count > values.Work.Limits.MaxNames)
                {
                    throw JsonSchemaException.OfLimit(
                        nameof(JsonSchemaLimits.MaxNames), values.Work.Limits.MaxNames, "names of members that may be written at one place", "declare fewer, or allow others beside them");
                }
            }
        }

        if (values.Options.ExtraMembers != ExtraMembers.Omit)
        {
            members.AddRange(place.Frame.Cells.All.Select(cell => Member(place, cell)));
        }

        return _factory.Choice([.. members]);
    }

    /// <summary>What follows a mentioned name; ∅ where it may not be written.</summary>
    public Expression After(ObjectPlace place, string mentioned)
    {
        return _factory.Choice([.. Named(place, place.Frame.IndexOf(mentioned)).Where(m => IsAlive(m.Value, m.Next)).Select(m => After(m.Value, m.Next, mentioned))]);
    }

    /// <summary>What follows the name of a member that is not mentioned; it is null where it is not known.</summary>
    public Expression After(ObjectPlace place, NameCell cell, string? name) => _factory.Choice(
        [.. CellMoves(place, cell).Where(m => IsAlive(m.Value, m.Next)).Select(m => After(m.Value, m.Next, name))]);

    /// <summary>Whether a mentioned name may be written.</summary>
    public bool MayFollow(ObjectPlace place, string mentioned) => Named(place, place.Frame.IndexOf(mentioned)).Any(m => IsAlive(m.Value, m.Next));

    /// <summary>Whether a name in a cell may be written that is not mentioned.</summary>
    public bool MayFollow(ObjectPlace place, NameCell cell) => CellMoves(place, cell).Any(m => IsAlive(m.Value, m.Next));

    /// <summary>The length in bytes of one such text.</summary>
    public int LengthAfter(ObjectPlace place, NameCell cell) => CellMoves(place, cell)
        .Select(m => Lengths.Add(values.Layout.At(values.Layout.ColonLength + values.Layout.Inside(values.Length(m.Value, exact: true)), place.Depth), WholeLength(m.Next)))
        .Append(Lengths.None)
        .Min();

    /// <summary>A member whose name is in a cell, and all that follows it.</summary>
    private Expression Member(ObjectPlace place, NameCell cell)
    {
        if (!CellMoves(place, cell).Any(m => IsAlive(m.Value, m.Next)))
        {
            return _factory.Empty;
        }

        var quote = _factory.Literal("\"");
        if (values.Options.ExtraMembers == ExtraMembers.MayRepeat && place.Record is null)
        {
            return _factory.Concat(quote, cell.Text, quote, After(place, cell, null));
        }

        // Names that are not allowed are told at their end where they leave no dead end, so that all objects read names in the same way.
        if (cell.IsOpenEnded)
        {
            return _factory.Concat(quote, _factory.Capture(_factory.Concat(cell.Whole, quote), new MemberName(this, place, cell, withMentioned: false)));
        }

        var text = cell.Without(place.NamesIn(cell));
        return RegularLanguages.HasMember(text)
            ? _factory.Concat(quote, _factory.Capture(_factory.Concat(text, quote), new MemberName(this, place, cell, withMentioned: false)))
            : _factory.Empty;
    }

    /// <summary>What follows the value of a member.</summary>
    public Expression AfterValue(ObjectPlace next) => _factory.Concat(values.Layout.Gap, _factory.Lazy(new ObjectState(this, next)));

    private Expression After(Formula value, ObjectPlace next, string? name) => next.Record is null
        ? _factory.Concat(values.Layout.Colon, values.Of(value, values.Layout.Inner(next.Depth)), AfterValue(next))
        : _factory.Concat(values.Layout.Colon, values.Remembered.Of(value, new MemberSequel(this, next, name)));

    private bool IsAlive(Formula value, ObjectPlace next) => values.HasText(value) && HasText(next);

    private ObjectFrame[] Frames(Formula formula)
    {
        if (!_frames.TryGetValue(formula, out var frames))
        {
            _frames[formula] = frames = [.. ObjectAlternatives.Of(values.Table, formula).Select(f => new ObjectFrame(values, f))];
        }

        return frames;
    }

    private static ObjectPlace Start(ObjectFrame frame, int depth) => new(frame, frame.Formula, 0, BigInteger.Zero, TextSet.Empty, false) { Depth = depth };

    /// <summary>Looks for a way to the end: first by the members that something depends on, then by any.</summary>
    private TextLength SearchAll(ObjectPlace place, Goals goals, bool exact)
    {
        var length = Search(place, goals, exact);
        return length.Bytes < Lengths.None || goals.IsAll || !goals.HasCounts ? length : Search(place, null, exact);
    }

    private Goals GoalsOf(Formula rest)
    {
        if (!_goals.TryGetValue(rest, out var goals))
        {
            _goals[rest] = goals = new Goals(rest);
        }

        return goals;
    }

    private TextLength Search(ObjectPlace place, Goals? goals, bool exact)
    {
        var moves = NamedMoves(place, goals).Select(m => (m.Size, m.Value, m.Next));
        if (goals?.HasExtras ?? true)
        {
            moves = moves.Concat(ExtraMoves(place));
        }

        return First(place, moves, exact);
    }

    private TextLength First(ObjectPlace place, IEnumerable<(int Size, Formula Value, ObjectPlace Next)> moves, bool exact)
    {
        foreach (var (size, value, next) in moves)
        {
            if (next == place)
            {
                continue;
            }

            var length = values.Length(value, exact);
            length = length.Bytes < Lengths.None ? values.Layout.Inside(length) + Length(next, exact) : length;
            if (length.Bytes < Lengths.None)
            {
                return length + size + values.Layout.ColonLength + values.Layout.NextLength(place.IsStarted);
            }
        }

        return TextLength.None;
    }

    /// <summary>The ways to write a member whose name is mentioned: the name, its length, what the value satisfies, and the place after it.</summary>
    private IEnumerable<(int Index, int Size, Formula Value, ObjectPlace Next)> NamedMoves(ObjectPlace place, Goals? goals)
    {
        var frame = place.Frame;
        var awaited = frame.FirstAwaited(place.Rest);
        for (var i = place.Position; i < frame.Names.Length; i++)
        {
            if (i < frame.OrderedCount && i > awaited && _steps.IsPlainlyOver(place.Rest, frame, i))
            {
                i = frame.OrderedCount - 1; // a required name was passed over
                continue;
            }

            if (goals?.Contains(frame.Names[i]) ?? true)
            {
                foreach (var move in Named(place, i))
                {
                    yield return move;
                }
            }
        }
    }

    /// <summary>The ways to write the member of one mentioned name; none where it was written, or its turn is over.</summary>
    private IEnumerable<(int Index, int Size, Formula Value, ObjectPlace Next)> Named(ObjectPlace place, int index)
    {
        var frame = place.Frame;
        var isOrdered = index < frame.OrderedCount;
        var bit = isOrdered ? BigInteger.Zero : BigInteger.One << (index - frame.OrderedCount);
        var isDone = isOrdered ? index < place.Position || (frame.IsSearched && !(place.Seen >> index).IsEven) : !(place.Seen & bit).IsZero;
        if (isDone)
        {
            yield break;
        }

        var position = isOrdered ? index + 1 : place.Position;
        var rest = isOrdered ? _steps.Pass(place.Rest, frame, index) : place.Rest;
        foreach (var step in values.Steps.Find(rest, frame.Names[index]) ?? StepsBy(rest, frame.Names[index]))
        {
            var next = _steps.Pass(step.Next, frame, position);
            if (!next.IsFalse)
            {
                yield return (index, frame.Length(index), step.Value, place with { Rest = next, Position = position, Seen = place.Seen | bit, IsStarted = true });
            }
        }
    }

    // Apart, since the closure would be made for known steps too.
    private IReadOnlyList<Step> StepsBy(Formula rest, string name) => values.Steps.Of(rest, name, atom => _steps.Of(atom, name, null));

    private IEnumerable<(int Size, Formula Value, ObjectPlace Next)> ExtraMoves(ObjectPlace place) =>
        values.Options.ExtraMembers == ExtraMembers.Omit
            ? []
            : place.Frame.Cells.All.SelectMany(cell => CellMoves(place, cell).Select(m => (cell.Length, m.Value, m.Next)));

    /// <summary>The ways to go on after a name in a cell: what the value satisfies, and the place after it.</summary>
    private IEnumerable<(Formula Value, ObjectPlace Next)> CellMoves(ObjectPlace place, NameCell cell) =>
        values.Steps.Of(place.Rest, cell, atom => _steps.Of(atom, null, cell))
            .Where(s => !IsLeftOut(place.Frame, s.Value))
            .Select(s => (s.Value, place with { Rest = s.Next, IsStarted = true }));

    private bool IsLeftOut(ObjectFrame frame, Formula value) =>
        values.Options.ExtraMembers == ExtraMembers.DeclaredOnly && value.IsTrue && frame.IsDeclared;
}
