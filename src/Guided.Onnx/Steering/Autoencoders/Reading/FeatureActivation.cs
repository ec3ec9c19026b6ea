namespace Guided.Onnx.Steering.Autoencoders.Reading;

/// <summary>A feature and how strongly it is active.</summary>
/// <param name="Feature">The feature's number.</param>
/// <param name="Value">Its activation, above 0.</param>
public readonly record struct FeatureActivation(int Feature, float Value);

/// <summary>What an autoencoder sees at one token.</summary>
/// <param name="Position">The token's place in the sequence, from 0.</param>
/// <param name="Token">The token.</param>
/// <param name="Active">How many features are active.</param>
/// <param name="Error">The squared error of the reconstruction as a share of the residual's squared norm.</param>
/// <param name="Top">The strongest features, strongest first.</param>
public sealed record TokenFeatures(int Position, int Token, int Active, float Error, IReadOnlyList<FeatureActivation> Top);
