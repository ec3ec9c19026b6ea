namespace Guided.Classification;

/// <summary>A label with its probability.</summary>
/// <param name="Label">The label.</param>
/// <param name="Text">The text of the label, as the model writes it.</param>
/// <param name="Probability">The probability among the labels asked for, 0 to 1, calibrated if that was asked for.</param>
/// <param name="Mass">The probability that the unconstrained model answers with this text, 0 to 1, before any calibration.</param>
public readonly record struct LabelProbability<TLabel>(TLabel Label, string Text, double Probability, double Mass);

/// <summary>What a model makes of a text: a probability for every label.</summary>
/// <typeparam name="TLabel">The type of the labels: an enum, or <see cref="string"/>.</typeparam>
/// <remarks>
/// The probabilities are those of the label texts, each followed by the end of the answer, as the unconstrained model gives them, divided
/// by their sum. Every way to write a text in tokens counts (see <see cref="Tokenisations"/>). They do not depend on the order of the labels'
/// bytes, long labels are not favoured as they are when a mask is applied token by token, and a label that begins another is told apart
/// from it by the end of the answer.
/// </remarks>
public sealed class Classification<TLabel>
{
    internal Classification(IEnumerable<LabelProbability<TLabel>> labels, double unexploredMass, int evaluations)
    {
        Labels = [.. labels.OrderByDescending(l => l.Probability)];
        Mass = Labels.Sum(l => l.Mass);
        UnexploredMass = unexploredMass;
        Evaluations = evaluations;
    }

    /// <summary>All labels, the most probable first; the probabilities sum to 1.</summary>
    public IReadOnlyList<LabelProbability<TLabel>> Labels { get; }

    /// <summary>The most probable label.</summary>
    public TLabel Label => Labels[0].Label;

    /// <summary>The probability of the most probable label.</summary>
    public double Probability => Labels[0].Probability;

    /// <summary>
    /// The share of the unconstrained model's probability that the labels have together, 0 to 1. A small value says that the model
    /// would rather have answered something else.
    /// </summary>
    public double Mass { get; }

    /// <summary>
    /// The most that <see cref="Mass"/> lacks because improbable tokenisations were not looked at. No probability, before calibration, is
    /// off by more than this divided by its sum with <see cref="Mass"/>.
    /// </summary>
    public double UnexploredMass { get; }

    /// <summary>The tokens that went through the model after the prompt.</summary>
    public int Evaluations { get; }

    /// <summary>The difference between the two greatest probabilities; 1 when there is one label.</summary>
    public double Margin => Labels.Count > 1 ? Labels[0].Probability - Labels[1].Probability : 1;

    /// <summary>The Shannon entropy of the probabilities in bits: 0 when one label is certain.</summary>
    public double Entropy => -Labels.Sum(l => l.Probability > 0 ? l.Probability * Math.Log2(l.Probability) : 0);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Labels.Select(l => FormattableString.Invariant($"{l.Text} {l.Probability:P1}")));
}
