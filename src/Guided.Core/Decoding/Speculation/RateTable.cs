namespace Guided.Decoding.Speculation;

/// <summary>How often guesses of several kinds came true lately.</summary>
/// <remarks>Shared by generations on several threads: now and then an observation is lost, which changes nothing but estimates.</remarks>
internal sealed class RateTable
{
    // Older observations fade, so that about the last two hundred count.
    private const float Fading = 0.995f;
    private const float PriorWeight = 2;

    private readonly float[] _hits;
    private readonly float[] _trials;

    /// <summary>Makes a table.</summary>
    /// <param name="kinds">The number of kinds.</param>
    /// <param name="prior">The rate that is assumed of each before anything was observed.</param>
    public RateTable(int kinds, float prior)
    {
        _hits = new float[kinds];
        _trials = new float[kinds];
        Array.Fill(_hits, prior * PriorWeight);
        Array.Fill(_trials, PriorWeight);
    }

    /// <summary>The rate of a kind, 0 to 1.</summary>
    public float this[int kind] => _hits[kind] / _trials[kind];

    /// <summary>Sets the rate of a kind to what was learned elsewhere.</summary>
    public void Set(int kind, float rate) => (_hits[kind], _trials[kind]) = (rate * PriorWeight, PriorWeight);

    /// <summary>Takes note of a guess.</summary>
    public void Record(int kind, bool isHit)
    {
        _hits[kind] = (_hits[kind] * Fading) + (isHit ? 1 : 0);
        _trials[kind] = (_trials[kind] * Fading) + 1;
    }
}
