using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Strings;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>What stays the same while an object is written: the names that its schemas mention, and how its other names are told apart.</summary>
internal sealed class ObjectFrame
{
    private readonly ValueLanguage _values;
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly Dictionary<Goals, BigInteger> _masks = [];
    private readonly Dictionary<Formula, int> _awaited = new(ReferenceEqualityComparer.Instance);
    private readonly Expression?[] _texts;
    private readonly int[] _lengths;
    private readonly Lazy<ObjectFrame> _searched;
    private readonly Lazy<NameCells> _cells;
    private readonly Lazy<byte[][]> _sortedTexts;
    private bool? _isOpenEnded;

    public ObjectFrame(ValueLanguage values, Formula formula)
    {
        (_values, Formula) = (values, formula);
        var atoms = formula.Atoms().Distinct().ToArray();
        var rules = atoms.OfType<MembersAtom>().Select(m => m.Rule).Distinct().ToArray();
        var declaring = formula.Conjuncts.Select(c => c.Statement).OfType<MembersAtom>().Where(m => m.All && m.Rule.Declares).Select(m => m.Rule).ToArray();
        var ordered = values.Options.PropertyOrder == PropertyOrder.Any ? [] : Array.FindAll(declaring, r => r.IsOrdered);
        var declared = ordered.Concat(declaring).SelectMany(r => r.Properties).Select(p => p.Name).Distinct(StringComparer.Ordinal).ToArray();
        IsDeclared = declared.Length > 0 || atoms.OfType<PresenceAtom>().Any(p => p.IsPresent);
        OrderedCount = ordered.SelectMany(r => r.Properties).Select(p => p.Name).Distinct(StringComparer.Ordinal).Count();
        var conditions = rules.SelectMany(r => r.Conditions).Distinct().ToArray();
        Names =
        [
            .. declared
                .Concat(atoms.OfType<PresenceAtom>().Select(p => p.Name))
                .Concat(rules.SelectMany(r => r.Names))
                .Concat(conditions.SelectMany(values.Names.Few))
                .Distinct(StringComparer.Ordinal),
        ];
        for (var i = 0; i < Names.Length; i++)
        {
            _indices.Add(Names[i], i);
        }

        // A failure, such as a cancellation, is not kept.
        _searched = new Lazy<ObjectFrame>(() => OrderedCount == Names.Length ? this : new ObjectFrame(this, SearchOrder()), LazyThreadSafetyMode.PublicationOnly);

        _texts = new Expression?[Names.Length];
        _lengths = new int[Names.Length];
        _sortedTexts = new Lazy<byte[][]>(SortTexts, LazyThreadSafetyMode.PublicationOnly);
        _cells = new Lazy<NameCells>(() => new NameCells(values, conditions, Names), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The same object with all names in one order.</summary>
    private ObjectFrame(ObjectFrame frame, string[] order)
    {
        (_values, Formula, IsDeclared, IsSearched) = (frame._values, frame.Formula, frame.IsDeclared, true);
        (Names, OrderedCount) = (order, order.Length);
        for (var i = 0; i < Names.Length; i++)
        {
            _indices.Add(Names[i], i);
        }

        (_texts, _lengths, _sortedTexts, _cells) = (new Expression?[order.Length], new int[order.Length], frame._sortedTexts, frame._cells);
        _searched = new Lazy<ObjectFrame>(this);
    }

    /// <summary>Whether this is the frame that another is searched in, see <see cref="Searched"/>.</summary>
    public bool IsSearched { get; }

    /// <summary>What is said of the object as a whole.</summary>
    public Formula Formula { get; }

    /// <summary>The names that are mentioned: first those that come in an order, then those that may stand anywhere.</summary>
    public string[] Names { get; }

    /// <summary>How many of the names come in an order.</summary>
    public int OrderedCount { get; }

    /// <summary>Whether the schemas name members of the object.</summary>
    public bool IsDeclared { get; }

    /// <summary>The names that are not mentioned.</summary>
    public NameCells Cells => _cells.Value;

    /// <summary>Whether no set of names that are not mentioned is a dead end.</summary>
    public bool IsOpenEnded => _isOpenEnded ??= Cells.All.All(c => c.IsOpenEnded);

    /// <summary>Whether a name is mentioned.</summary>
    public bool Mentions(ReadOnlySpan<char> name) => _indices.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(name);

    /// <summary>Adds the mentioned names that begin with some bytes, each as its shortest text with the closing quote.</summary>
    public void CollectNames(ReadOnlySpan<byte> prefix, ICollection<ReadOnlyMemory<byte>> found)
    {
        var texts = _sortedTexts.Value;
        int low = 0, high = texts.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (texts[middle].AsSpan().SequenceCompareTo(prefix) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        for (; low < texts.Length && texts[low].AsSpan().StartsWith(prefix); low++)
        {
            found.Add(texts[low]);
        }
    }

    /// <summary>The first ordered name from a place on that is among some goals, or the end of them.</summary>
    public int FirstOrdered(Goals goals, int from)
    {
        while (from < OrderedCount && !goals.Contains(Names[from]))
        {
            from++;
        }

        return from;
    }

    /// <summary>
    /// The place to look for a way to the end from. Whether there is one does not depend on the order of names that come in no order: taken in
    /// one order, those that decide most first, each is looked at once.
    /// </summary>
    public ObjectPlace Searched(ObjectPlace place)
    {
        var frame = _searched.Value;
        if (frame == this)
        {
            return place;
        }

        var done = BigInteger.Zero;
        for (var i = 0; i < Names.Length; i++)
        {
            var isDone = i < OrderedCount ? i < place.Position : !(place.Seen >> (i - OrderedCount)).IsEven;
            done |= isDone ? BigInteger.One << frame.IndexOf(Names[i]) : BigInteger.Zero;
        }

        return place with { Frame = frame, Position = 0, Seen = done };
    }

    /// <summary>The bits of names that are among some goals: of those in no order, or of all where this is a frame for searches.</summary>
    public BigInteger Mask(Goals goals)
    {
        if (!_masks.TryGetValue(goals, out var mask))
        {
            var first = IsSearched ? 0 : OrderedCount;
            for (var i = first; i < Names.Length; i++)
            {
                mask |= goals.Contains(Names[i]) ? BigInteger.One << (i - first) : 0;
            }

            _masks[goals] = mask;
        }

        return mask;
    }

    /// <summary>The first ordered name whose presence a formula speaks of; past all names where there is none.</summary>
    public int FirstAwaited(Formula formula)
    {
        if (!_awaited.TryGetValue(formula, out var first))
        {
            first = int.MaxValue;
            foreach (var atom in formula.Atoms())
            {
                if (atom is PresenceAtom presence && IndexOf(presence.Name) is var index && index < OrderedCount)
                {
                    first = Math.Min(first, index);
                }
            }

            _awaited[formula] = first;
        }

        return first;
    }

    /// <summary>The place of a mentioned name.</summary>
    public int IndexOf(string name) => _indices[name];

    /// <summary>The length in bytes of a mentioned name between quotes, in one of its spellings.</summary>
    public int Length(int index)
    {
        ref var length = ref _lengths[index];
        return length > 0 ? length : length = 2 + JsonEncodedText.Encode(Names[index], JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.Length;
    }

    /// <summary>A mentioned name between quotes.</summary>
    public Expression Text(int index)
    {
        try
        {
            return _texts[index] ??= JsonCommon.Quoted(_values.Factory, JsonTexts.Encoding(_values.Options.Escapes).Text(_values.Factory, Names[index]));
        }
        catch (ArgumentException e)
        {
            throw new JsonSchemaException("", "properties", e.Message, e);
        }
    }

    private string[] SearchOrder()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var required = Formula.Conjuncts.Select(c => c.Statement).OfType<PresenceAtom>().Where(p => p.IsPresent).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in Formula.Conjuncts.Where(c => c.Statement is null).SelectMany(c => c.Atoms()).SelectMany(Mentioned))
        {
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        return
        [
            .. Names[OrderedCount..].OrderByDescending(n => counts.GetValueOrDefault(n) is var count && count > 1 ? count : 0).ThenByDescending(required.Contains),
            .. Names[..OrderedCount],
        ];

        static IEnumerable<string> Mentioned(Atom atom) => atom switch
        {
            PresenceAtom presence => [presence.Name],
            MembersAtom members => members.Rule.Properties.Select(p => p.Name),
            _ => [],
        };
    }

    private byte[][] SortTexts()
    {
        var texts = new List<byte[]>(Names.Length);
        foreach (var name in Names)
        {
            if (JsonStringText.Raw(name) is { } raw)
            {
                texts.Add([.. raw, (byte)'"']);
            }
        }

        texts.Sort(static (x, y) => x.AsSpan().SequenceCompareTo(y));
        return [.. texts];
    }
}
