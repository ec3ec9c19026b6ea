namespace Guided.Decoding.Speculation;

/// <summary>How the chances that a proposer gives compare with what became of its guesses in this generation.</summary>
internal struct Calibration
{
    private const float Fading = 0.98f, PriorWeight = 4, Boldest = 1.1f;

    private float _hits;
    private float _expected;

    /// <summary>The chance of a guess by what became of others.</summary>
    public readonly float Correct(float chance) =>
        Math.Min(1, chance * Math.Min(Boldest, (_hits + PriorWeight) / (_expected + PriorWeight)));

    /// <summary>Takes note of a guess.</summary>
    public void Record(float chance, bool isHit)
    {
        _hits += isHit ? 1 : 0;
        _expected += chance;
    }

    /// <summary>Lets time pass: what was observed fades, so that a proposer that failed is tried again later.</summary>
    public void Fade()
    {
        _hits *= Fading;
        _expected *= Fading;
    }
}
