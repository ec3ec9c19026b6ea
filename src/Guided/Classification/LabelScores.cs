namespace Guided.Classification;

/// <summary>What a search found out about labels.</summary>
/// <param name="LogMasses">
/// The natural logarithm of the probability of each label, the end of the answer included, over the tokenisations looked at.
/// </param>
/// <param name="UnexploredMass">The probability of all prefixes not looked at: the most that the labels' probabilities lack together.</param>
/// <param name="Evaluations">The tokens that went through the model after the prompt.</param>
internal sealed record LabelScores(double[] LogMasses, double UnexploredMass, int Evaluations);
