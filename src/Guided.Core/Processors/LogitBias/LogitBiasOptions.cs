namespace Guided.Processors;

/// <summary>What <see cref="LogitBiasProcessor"/> needs.</summary>
/// <param name="Biases">What is added to the logit of each token, by id.</param>
public sealed record LogitBiasOptions(IReadOnlyDictionary<int, float> Biases)
{
    /// <summary>What is added to the logit of each token: a finite number, or −∞ to forbid the token.</summary>
    public IReadOnlyDictionary<int, float> Biases { get; } = Check(Biases);

    /// <summary>Whether a token is forbidden outright.</summary>
    public bool Forbids { get; } = Biases.Values.Any(float.IsNegativeInfinity);

    private static IReadOnlyDictionary<int, float> Check(IReadOnlyDictionary<int, float> biases)
    {
        ArgumentNullException.ThrowIfNull(biases);
        foreach (var (token, bias) in biases)
        {
            if (token < 0 || float.IsNaN(bias) || float.IsPositiveInfinity(bias))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(biases), bias, $"The bias of token {token} must be a finite number or −∞, and the token an id from 0.");
            }
        }

        return biases;
    }
}
