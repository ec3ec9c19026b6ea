using Guided.Expressions;

namespace Guided.Automata;

/// <summary>Counts the trie nodes visited for one mask against <see cref="GrammarLimits.MaxWalk"/>, and looks for cancellation now and then.</summary>
internal struct WalkBudget(long limit)
{
    private const long CheckEvery = 1 << 14;
    private long _spent;
    private long _nextCheck;

    public void Spend(int nodes, CancellationToken cancellationToken)
    {
        _spent += nodes;
        if (_spent >= _nextCheck)
        {
            _nextCheck = Math.Min(_spent + CheckEvery, limit + 1);
            cancellationToken.ThrowIfCancellationRequested();
            if (_spent > limit)
            {
                throw new GrammarLimitException(nameof(GrammarLimits.MaxWalk), limit);
            }
        }
    }
}
