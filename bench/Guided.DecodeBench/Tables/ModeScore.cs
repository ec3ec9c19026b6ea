using Guided.Decoding;

namespace Guided.DecodeBench.Tables;

/// <summary>What one way of decoding made of one test set.</summary>
/// <param name="groups">The groups of rows by which times are kept.</param>
internal sealed class ModeScore(int groups)
{
    private readonly (int Tokens, double Wall, double Cpu)[] _times = new (int, double, double)[groups];
    private readonly Dictionary<string, (int Proposed, int Accepted)> _proposers = [];
    private int _rows;
    private int _right;
    private int _wellFormed;
    private int _tokens;
    private int _passes;
    private double _logProbability;

    public double ExactMatch => (double)_right / _rows;

    public double WellFormed => (double)_wellFormed / _rows;

    public double PassesPerToken => (double)_passes / _tokens;

    public double Perplexity => Math.Exp(-_logProbability / _tokens);

    public double TokensPerSecond => _times.Sum(t => t.Tokens) / _times.Sum(t => t.Wall);

    /// <summary>Outputs whose tokens differ from those they must equal.</summary>
    public int Different { get; set; }

    /// <summary>The guesses by proposer.</summary>
    public IReadOnlyDictionary<string, (int Proposed, int Accepted)> Proposers => _proposers;

    /// <summary>The median over the groups of the tokens per time, relative to another way of decoding the same rows.</summary>
    public double Relative(ModeScore other, bool cpu) => Median(_times.Zip(other._times, (mine, theirs) =>
        mine.Tokens / (cpu ? mine.Cpu : mine.Wall) / (theirs.Tokens / (cpu ? theirs.Cpu : theirs.Wall))));

    public void Add(int group, GenerationStatistics statistics, (double Wall, double Cpu) time)
    {
        var (tokens, wall, cpu) = _times[group];
        _times[group] = (tokens + statistics.GeneratedTokens, wall + time.Wall, cpu + time.Cpu);
        _rows++;
        _tokens += statistics.GeneratedTokens;
        _passes += statistics.ForwardPasses;
        foreach (var proposer in statistics.Proposers)
        {
            var (proposed, accepted) = _proposers.GetValueOrDefault(proposer.Name);
            _proposers[proposer.Name] = (proposed + proposer.ProposedTokens, accepted + proposer.AcceptedTokens);
        }
    }

    public void Judge(bool right, bool wellFormed, double logProbability)
    {
        _right += right ? 1 : 0;
        _wellFormed += wellFormed ? 1 : 0;
        _logProbability += logProbability;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Where(double.IsFinite).Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2] + sorted[(sorted.Length / 2) - 1]) / 2;
    }
}
