using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>Walks the subtrees below the exits of one expression together with an expression that follows it.</summary>
/// <remarks>
/// Its result is a <see cref="HeadWalk"/> as that from the root of the trie is, with exits of its own. So what tokens do that cross several
/// expressions is put together from walks of single ones, which are the same wherever the two meet: no state of the automaton is made for it.
/// </remarks>
internal sealed class SubtreesWalker(Vocabulary vocabulary, VocabularyWalks shared)
{
    private readonly TokenSet _tokens = new(vocabulary);
    private readonly List<int> _exits = [];
    private readonly Stack<(ExitNode Node, Expression At)> _laid = new();

    /// <summary>The tokens that go on in an expression, and the places at which it may end inside a longer token.</summary>
    /// <param name="exits">Where to begin: a set whose subtrees are read at once (see <see cref="ExitSet.IsLaid"/>).</param>
    /// <param name="head">The expression.</param>
    /// <param name="isShared">Whether many grammars have both in common.</param>
    /// <param name="budget">The trie nodes that may still be visited.</param>
    /// <param name="cancellationToken">Looked at every few thousand nodes.</param>
    public HeadWalk Walk(ExitSet exits, Expression head, bool isShared, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        _tokens.Clear();
        _exits.Clear();
        _laid.Clear();
        _laid.Push((exits.Root, head));
        Visit(exits, ref budget, cancellationToken);
        return new HeadWalk(_tokens.ToMask(null), shared.ExitsAt(_exits, isShared), Within: 0);
    }

    private void Visit(ExitSet exits, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        while (_laid.TryPop(out var place))
        {
            var first = FirstBytes.Of(place.At).Set;
            var children = place.Node.ChildrenIn(vocabulary.Trie);
            budget.Spend(children.Length, cancellationToken);
            foreach (var child in children)
            {
                if (!first.Contains(child.Label))
                {
                    continue;
                }

                var rest = Derivatives.Step(place.At, child.Label);
                if (rest.Kind == ExpressionKind.Empty)
                {
                    continue;
                }

                for (var i = 0; i < child.Tokens.Length; i++)
                {
                    if (exits.Has(child.Origins[i]))
                    {
                        _tokens.Add(child.Tokens[i]);
                    }
                }

                if (rest.IsNullable)
                {
                    child.CollectInner(exits, vocabulary.Trie, _exits);
                }

                if (rest.Kind != ExpressionKind.Epsilon)
                {
                    _laid.Push((child, rest));
                }
            }
        }
    }
}
