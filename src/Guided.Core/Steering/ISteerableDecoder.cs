using Guided.Decoding;

namespace Guided.Steering;

/// <summary>A model whose inside can be steered and read.</summary>
public interface ISteerableDecoder : IDecoder
{
    /// <summary>What can be steered; null for nothing.</summary>
    SteeringPort? Port { get; }

    /// <summary>What can be read.</summary>
    ActivationPort Activations { get; }

    /// <summary>Starts an empty sequence that is steered, read, or both.</summary>
    /// <param name="steering">How it is steered; null for not at all.</param>
    /// <param name="listener">Who is told what was computed in each forward pass; null for nobody.</param>
    /// <exception cref="SteeringException">The program was made for another port, or the listener wants what cannot be read.</exception>
    IDecoderSequence CreateSequence(SteeringProgram? steering, IActivationListener? listener = null);
}
