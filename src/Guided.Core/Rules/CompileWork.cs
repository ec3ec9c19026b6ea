using Guided.Expressions;

namespace Guided.Rules;

/// <summary>Counts what the passes over a grammar do against its budget, looks for cancellation, and knows the rule that is at hand.</summary>
internal sealed class CompileWork(GrammarLimits limits, IProgress<GrammarProgress>? progress, CancellationToken cancellationToken)
{
    private const long CheckEvery = 1 << 12;
    private const long ReportEvery = 1 << 18;

    private long _spent;
    private long _nextCheck = CheckEvery;
    private long _nextReport = ReportEvery;
    private string _pass = "";

    /// <summary>The rule that a pass is at, for messages; null between rules.</summary>
    public Rule? Rule { get; set; }

    /// <summary>Names the pass that comes next.</summary>
    public void Begin(string pass)
    {
        _pass = pass;
        Rule = null;
        progress?.Report(new GrammarProgress(pass, _spent));
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Counts visits of expressions.</summary>
    /// <exception cref="GrammarLimitException">They are more than <see cref="GrammarLimits.MaxCompileWork"/>.</exception>
    public void Spend(int visits = 1)
    {
        _spent += visits;
        if (_spent < _nextCheck)
        {
            return;
        }

        _nextCheck = _spent + CheckEvery;
        cancellationToken.ThrowIfCancellationRequested();
        if (_spent > limits.MaxCompileWork)
        {
            throw new GrammarLimitException(nameof(GrammarLimits.MaxCompileWork), limits.MaxCompileWork);
        }

        if (progress is not null && _spent >= _nextReport)
        {
            _nextReport = _spent + ReportEvery;
            progress.Report(new GrammarProgress(_pass, _spent));
        }
    }
}
