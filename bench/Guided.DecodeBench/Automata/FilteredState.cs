using Guided.Automata;
using Guided.Vocabularies;

namespace Guided.DecodeBench.Automata;

/// <summary>A state that allows some of the tokens that another state allows.</summary>
/// <param name="inner">The other state, which is exact.</param>
/// <param name="vocabulary">The vocabulary.</param>
internal abstract class FilteredState(ITokenState inner, Vocabulary vocabulary) : ITokenState
{
    private readonly Dictionary<int, ITokenState?> _edges = [];
    private TokenMask? _mask;

    public bool IsAccepting => inner.IsAccepting;

    // The bound of the other state counts tokens that are not allowed here. None is given: an output that does not close in time is cut off.
    public int TokensToEnd => IsAccepting ? 0 : 1;

    public TokenMask? KnownMask => _mask;

    public bool IsWide => inner.IsWide;

    public bool CanEndWithin(int tokens) => true;

    protected ITokenState Inner => inner;

    protected Vocabulary Vocabulary => vocabulary;

    public TokenMask GetMask(CancellationToken cancellationToken = default)
    {
        if (_mask is null)
        {
            var allowed = inner.GetMask(cancellationToken).ToArray().Where(t => vocabulary.IsEnd(t) || Advance(t) is not null);
            _mask = TokenMask.Of(vocabulary.Size, [.. allowed]);
        }

        return _mask;
    }

    public ITokenState? Advance(int token)
    {
        if (!_edges.TryGetValue(token, out var next))
        {
            _edges[token] = next = Find(token);
        }

        return next;
    }

    public abstract int CopyForcedBytes(Span<byte> destination);

    protected abstract ITokenState? Find(int token);
}
