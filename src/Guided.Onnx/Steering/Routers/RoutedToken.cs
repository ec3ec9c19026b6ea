namespace Guided.Onnx.Steering.Routers;

/// <summary>Where one token was sent in one mixture-of-experts layer.</summary>
/// <param name="Position">The token's place in the sequence, from 0.</param>
/// <param name="Token">The token.</param>
/// <param name="Layer">The layer, from 0.</param>
/// <param name="Experts">The experts it went to, the one with the greatest probability first.</param>
/// <param name="Probabilities">The router's probability for every expert, in the experts' order.</param>
public sealed record RoutedToken(int Position, int Token, int Layer, IReadOnlyList<int> Experts, IReadOnlyList<float> Probabilities);
