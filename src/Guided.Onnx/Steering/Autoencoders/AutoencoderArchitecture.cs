namespace Guided.Onnx.Steering.Autoencoders;

/// <summary>How a sparse autoencoder turns pre-activations into features.</summary>
public enum AutoencoderArchitecture
{
    /// <summary><c>f = relu(p)</c> (Bricken et al. 2023).</summary>
    Standard,

    /// <summary><c>f = relu(p)</c> where <c>p &gt; threshold</c>, per feature (Rajamanoharan et al. 2024b); BatchTopK is exported as this.</summary>
    JumpRelu,

    /// <summary>A gate decides whether a feature is on, a magnitude path with shared weights how much (Rajamanoharan et al. 2024a).</summary>
    Gated,

    /// <summary>The k largest pre-activations, negative ones as 0 (Gao et al. 2024).</summary>
    TopK,
}
