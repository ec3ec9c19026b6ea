namespace Guided.Steering;

/// <summary>Is told what a model computed inside in each forward pass of a sequence.</summary>
/// <remarks>
/// A pass covers one or more tokens; a long prompt takes several. Positions may come again after a rewind (speculation), and the later pass
/// is the one that counts. A fork of the sequence has the same listener.
/// </remarks>
public interface IActivationListener
{
    /// <summary>The layers whose residual stream the listener wants; each must be offered by the model.</summary>
    IReadOnlyList<int> HiddenStates { get; }

    /// <summary>The layers whose router logits the listener wants; each must be offered by the model.</summary>
    IReadOnlyList<int> Routers => [];

    /// <summary>Takes note of a forward pass.</summary>
    /// <param name="pass">What was computed; valid during the call only.</param>
    void OnPass(in ActivationPass pass);
}

/// <summary>What a model computed inside in one forward pass.</summary>
public readonly ref struct ActivationPass
{
    private readonly IActivationSource _source;

    /// <summary>Makes the description of a pass.</summary>
    /// <param name="source">Where the numbers are.</param>
    /// <param name="tokens">The tokens that were read.</param>
    /// <param name="position">The place of the first of them in the sequence, from 0.</param>
    public ActivationPass(IActivationSource source, ReadOnlySpan<int> tokens, int position)
    {
        _source = source;
        Tokens = tokens;
        Position = position;
    }

    /// <summary>The tokens that were read.</summary>
    public ReadOnlySpan<int> Tokens { get; }

    /// <summary>The place of the first token in the sequence, from 0.</summary>
    public int Position { get; }

    /// <summary>The residual stream behind a layer, steered if the layer is: row-major <c>[tokens, width]</c>.</summary>
    public ReadOnlySpan<float> HiddenState(int layer) => _source.HiddenState(layer);

    /// <summary>The router's logits in a mixture-of-experts layer: row-major <c>[tokens, experts]</c>.</summary>
    public ReadOnlySpan<float> RouterLogits(int layer) => _source.RouterLogits(layer);
}

/// <summary>Where the numbers of an <see cref="ActivationPass"/> are.</summary>
public interface IActivationSource
{
    /// <summary>The residual stream behind a layer: row-major <c>[tokens, width]</c>.</summary>
    ReadOnlySpan<float> HiddenState(int layer);

    /// <summary>The router's logits in a layer: row-major <c>[tokens, experts]</c>.</summary>
    ReadOnlySpan<float> RouterLogits(int layer);
}
