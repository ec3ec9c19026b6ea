using Guided.Expressions;
using Guided.Rules;

namespace Guided.Grammars.JsonSchema;

/// <summary>Counts what is done with a schema against its budgets, looks for cancellation, and tells how far it has come.</summary>
/// <param name="limits">The budgets.</param>
/// <param name="progress">Who is told while the grammar is made; null for nobody.</param>
internal sealed class SchemaWork(JsonSchemaLimits limits, IProgress<GrammarProgress>? progress = null)
{
    private const long CheckEvery = 1 << 10;
    private const int LongList = 1000;
    private const long ReportEvery = 1 << 16;

    private IProgress<GrammarProgress>? _progress = progress;
    private string _pass = "";
    private bool _isMade;
    private long _spent;
    private long _nextCheck = CheckEvery;
    private long _nextReport = ReportEvery;

    /// <summary>The budgets.</summary>
    public JsonSchemaLimits Limits => limits;

    /// <summary>The steps since the count began.</summary>
    public long Spent => _spent;

    /// <summary>Names the pass that comes next.</summary>
    public void Begin(string pass)
    {
        _pass = pass;
        _progress?.Report(new GrammarProgress(pass, _spent));
        Exploration.ThrowIfCancelled();
    }

    /// <summary>The grammar is made: from here on each place of a text has the budget anew.</summary>
    public void End() => (_progress, _isMade) = (null, true);

    /// <summary>Counts anew for one place of a text, once the grammar is made.</summary>
    public void BeginPlace()
    {
        if (_isMade)
        {
            (_spent, _nextCheck) = (0, CheckEvery);
        }
    }

    /// <summary>Counts what is done with a list of so many parts. Long ones cost more, part by part.</summary>
    public void SpendList(int parts) => Spend(parts < LongList ? 1 + (parts / 4) : 2L * parts);

    /// <summary>Counts steps.</summary>
    /// <exception cref="JsonSchemaException">They are more than <see cref="JsonSchemaLimits.MaxSteps"/>.</exception>
    /// <exception cref="OperationCanceledException">The work is cancelled.</exception>
    public void Spend(long steps = 1)
    {
        _spent += steps;
        if (_spent < _nextCheck)
        {
            return;
        }

        _nextCheck = _spent + CheckEvery;
        Exploration.ThrowIfCancelled();
        if (_spent > limits.MaxSteps)
        {
            throw JsonSchemaException.OfLimit(nameof(JsonSchemaLimits.MaxSteps), limits.MaxSteps, "steps of single conditions", "say less of one value, or state the cases in fewer branches");
        }

        if (_progress is not null && _spent >= _nextReport)
        {
            _nextReport = _spent + ReportEvery;
            _progress.Report(new GrammarProgress(_pass, _spent));
        }
    }
}
