namespace Guided.Onnx.Steering.Autoencoders.Evaluation;

/// <summary>How well an autoencoder stands for a model's residual stream.</summary>
public sealed record AutoencoderMetrics
{
    /// <summary>The number of tokens looked at.</summary>
    public required int Tokens { get; init; }

    /// <summary>The number of features.</summary>
    public required int Features { get; init; }

    /// <summary>How many features are active at a token, on average (L0).</summary>
    public required double ActiveFeatures { get; init; }

    /// <summary>How many features were not active at any token.</summary>
    public required int DeadFeatures { get; init; }

    /// <summary>1 − squared error / variance of the stream.</summary>
    public required double ExplainedVariance { get; init; }

    /// <summary>
    /// Rajamanoharan et al.'s γ: the factor that reconstructions, less the decoder bias, are best divided by. Below 1 they are too small, which is what an L1 penalty does.
    /// </summary>
    public required double Shrinkage { get; init; }

    /// <summary>How often each feature is active, as a share of the tokens.</summary>
    public required IReadOnlyList<float> Frequencies { get; init; }

    /// <summary>The model's own mean loss over the answers' tokens, in nats.</summary>
    public required double Loss { get; init; }

    /// <summary>The loss with the reconstruction in the stream's place at every position.</summary>
    public required double SplicedLoss { get; init; }

    /// <summary>The loss with nothing in the stream's place.</summary>
    public required double ZeroLoss { get; init; }

    /// <summary>The share of the loss between nothing and the model's own that the reconstruction recovers.</summary>
    public double LossRecovered => (ZeroLoss - SplicedLoss) / (ZeroLoss - Loss);
}
