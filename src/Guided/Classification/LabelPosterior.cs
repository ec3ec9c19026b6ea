namespace Guided.Classification;

/// <summary>Probabilities of labels from the logarithms of their masses.</summary>
internal static class LabelPosterior
{
    /// <summary>The masses divided by their sum.</summary>
    /// <exception cref="InvalidOperationException">No label has any probability.</exception>
    public static double[] Of(IReadOnlyList<double> logMasses)
    {
        var greatest = logMasses.Max();
        if (!double.IsFinite(greatest))
        {
            throw new InvalidOperationException("The model gives none of the labels any probability: its logits for their tokens are −∞.");
        }

        return Normalised(logMasses.Select(m => Math.Exp(m - greatest)));
    }

    /// <summary>The mean of several posteriors over the same labels.</summary>
    public static double[] Mean(IEnumerable<double[]> posteriors)
    {
        var sums = Array.Empty<double>();
        foreach (var posterior in posteriors)
        {
            sums = sums.Length == 0 ? [.. posterior] : [.. sums.Zip(posterior, (x, y) => x + y)];
        }

        return Normalised(sums);
    }

    /// <summary>Divides each probability by its prior and the quotients by their sum.</summary>
    /// <remarks>A prior that underflowed to 0 counts as the least positive normal number.</remarks>
    public static double[] Calibrate(double[] posterior, double[] prior)
    {
        const double LeastNormal = 2.2250738585072014e-308;
        double[] logs = [.. posterior.Zip(prior, (p, q) => Math.Log(p) - Math.Log(Math.Max(q, LeastNormal)))];
        return Of(logs);
    }

    private static double[] Normalised(IEnumerable<double> weights)
    {
        double[] all = [.. weights];
        var sum = all.Sum();
        return [.. all.Select(w => w / sum)];
    }
}
