namespace Guided.Decoding.Speculation;

/// <summary>A token that is guessed ahead.</summary>
/// <param name="Token">The token.</param>
/// <param name="Chance">
/// How likely it is to be chosen, given that the guesses before it are: from 0 to 1. How far a guess goes depends on it and not what is
/// generated; what turns out too bold or too timid is corrected while the generation runs.
/// </param>
public readonly record struct TokenGuess(int Token, float Chance);
