namespace Guided.Decoding.Beams;

/// <summary>The best outputs that have ended, as many as there are beams.</summary>
internal sealed class FinishedBeams(BeamSearchOptions options, int limit, int healedBytes)
{
    private readonly List<Beam> _beams = [];

    /// <summary>Adds a beam that ends here.</summary>
    /// <param name="beam">The beam.</param>
    /// <param name="logProbability">Its log-probability with the end.</param>
    public void AddEnded(LiveBeam beam, double logProbability) =>
        Add(beam, logProbability, Score(logProbability, beam.Tokens.Count + 1), FinishReason.Stop);

    /// <summary>Adds a beam that the token limit or a stop sequence ends.</summary>
    public void AddCut(LiveBeam beam) => Add(
        beam,
        beam.LogProbability,
        Score(beam.LogProbability, beam.Tokens.Count),
        beam.Stop is null ? FinishReason.Length : FinishReason.StopSequence);

    /// <summary>Whether a beam that goes on could still become one of the best.</summary>
    /// <param name="logProbability">The greatest log-probability of those that go on, which can only fall.</param>
    /// <param name="length">Their length.</param>
    public bool MayImprove(double logProbability, int length)
    {
        if (_beams.Count < options.Beams)
        {
            return true;
        }

        // The score of a falling sum is greatest at one of the ends: the shortest or the longest output there may be.
        return options.Stopping == BeamStopping.WhenNoneBetter
            && Math.Max(Score(logProbability, length + 1), Score(logProbability, limit + 1)) > _beams[^1].Score;
    }

    /// <summary>The best outputs, the best first.</summary>
    public IReadOnlyList<Beam> Best(int count) => [.. _beams.Take(count)];

    private double Score(double logProbability, int length) => logProbability / Math.Pow(Math.Max(length, 1), options.LengthPenalty);

    private void Add(LiveBeam beam, double logProbability, double score, FinishReason reason)
    {
        var place = _beams.FindIndex(b => b.Score < score);
        _beams.Insert(place < 0 ? _beams.Count : place, new Beam([.. beam.Tokens], logProbability, score, reason)
        {
            Stop = beam.Stop,
            HealedBytes = healedBytes,
        });
        if (_beams.Count > options.Beams)
        {
            _beams.RemoveAt(options.Beams);
        }
    }
}
