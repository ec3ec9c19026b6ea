namespace Guided.Grammars.JsonSchema.Values;

/// <summary>
/// Lengths of texts that are known to be there, found by going one way through schemas that may contain themselves; and so also whether there
/// is any text at all.
/// </summary>
/// <param name="work">Counts what is done.</param>
internal sealed class Lengths(SchemaWork work)
{
    /// <summary>Stands for "there is no text", or for "none on this way".</summary>
    public const int None = int.MaxValue / 8;

    private readonly Dictionary<object, TextLength> _known = [];
    private readonly Dictionary<object, int> _open = [];
    private int _lowest = int.MaxValue;
    private int _spent;

    /// <summary>The sum of lengths in bytes.</summary>
    public static int Add(int x, int y) => Math.Min(None, x + y);

    /// <summary>The length for a key, if it was computed.</summary>
    public bool TryGet(object key, out TextLength length) => _known.TryGetValue(key, out length);

    /// <summary>The length for a key, computed once.</summary>
    /// <remarks>
    /// A key that is asked for while it is being computed has no text on this way: a shortest text contains no other of its own kind. What was
    /// found to have none because of that is not noted unless it holds on every way.
    /// </remarks>
    public TextLength Of(object key, Func<TextLength> compute)
    {
        if (_known.TryGetValue(key, out var length))
        {
            return length;
        }

        if (_open.TryGetValue(key, out var depth))
        {
            _lowest = Math.Min(_lowest, depth);
            return TextLength.None;
        }

        RuntimeGuard.Check();
        if (_open.Count == 0)
        {
            (_spent, _lowest) = (0, int.MaxValue);
        }

        work.Spend();
        if (++_spent > work.Limits.MaxPlaces)
        {
            throw JsonSchemaException.OfLimit(
                nameof(JsonSchemaLimits.MaxPlaces), work.Limits.MaxPlaces, "places at which it is searched whether values exist", "state the cases in fewer branches");
        }

        depth = _open.Count;
        _open.Add(key, depth);
        var before = _lowest;
        _lowest = int.MaxValue;
        try
        {
            length = compute();
        }
        finally
        {
            // A search that is ended by an exception leaves nothing open. (To catch and throw anew at each level would use the stack up.)
            _open.Remove(key);
        }

        if (length.Bytes < None || _lowest >= depth)
        {
            _known[key] = length;
        }

        _lowest = Math.Min(before, _lowest < depth ? _lowest : int.MaxValue);
        return length;
    }
}
