using Guided.Decoding;

namespace Guided.Steering;

/// <summary>A model whose sequences are all steered and read in one way: what a decode loop is given for a steered request.</summary>
/// <param name="decoder">The model, which stays the caller's.</param>
/// <param name="steering">How its sequences are steered; null for not at all.</param>
/// <param name="listener">Who is told what was computed; null for nobody.</param>
public sealed class SteeredDecoder(ISteerableDecoder decoder, SteeringProgram? steering, IActivationListener? listener = null) : IDecoder
{
    /// <inheritdoc/>
    public int VocabularySize => decoder.VocabularySize;

    /// <inheritdoc/>
    public int ContextLength => decoder.ContextLength;

    /// <inheritdoc/>
    public IDecoderSequence CreateSequence() => decoder.CreateSequence(steering, listener);

    /// <summary>Does nothing: the model is its owner's to dispose of.</summary>
    public void Dispose()
    {
    }
}
