namespace Guided.Onnx.Steering.Autoencoders.Reading;

/// <summary>What is known of a feature.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Name">What it stands for, where that was found out.</param>
/// <param name="Largest">Its largest activation on the texts it was looked at on.</param>
/// <param name="Frequency">The share of tokens at which it is active.</param>
/// <param name="Tokens">The tokens at which it is most active.</param>
public sealed record FeatureInfo(int Index, string? Name, float Largest, float Frequency, IReadOnlyList<string> Tokens);
