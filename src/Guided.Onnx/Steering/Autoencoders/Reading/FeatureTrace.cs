using System.Numerics.Tensors;
using Guided.Steering;

namespace Guided.Onnx.Steering.Autoencoders.Reading;

/// <summary>Follows a generation and notes the strongest features of every token that the model reads.</summary>
/// <remarks>For one sequence, used by one thread. Tokens that speculation takes back are forgotten when the model reads others in their place.</remarks>
public sealed class FeatureTrace : IActivationListener
{
    private readonly int _layer;
    private readonly int _top;
    private readonly float[] _features;
    private readonly float[] _reconstruction;
    private readonly List<TokenFeatures> _tokens = [];

    /// <summary>Makes a trace.</summary>
    /// <param name="autoencoder">Reads the residual stream behind a block.</param>
    /// <param name="top">How many features to note for each token.</param>
    /// <param name="layer">The block, from 0; null for the one that the autoencoder's files name.</param>
    /// <exception cref="ArgumentException">No layer is given and the files do not name a residual stream, or it is a transcoder.</exception>
    public FeatureTrace(SparseAutoencoder autoencoder, int top = 8, int? layer = null)
    {
        ArgumentNullException.ThrowIfNull(autoencoder);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        Autoencoder = autoencoder;
        _layer = layer ?? autoencoder.RequireResidualLayer();
        _top = Math.Min(top, autoencoder.FeatureCount);
        _features = new float[autoencoder.FeatureCount];
        _reconstruction = new float[autoencoder.OutputWidth];
    }

    /// <summary>The autoencoder.</summary>
    public SparseAutoencoder Autoencoder { get; }

    /// <summary>The tokens read so far, in order.</summary>
    public IReadOnlyList<TokenFeatures> Tokens => _tokens;

    /// <inheritdoc/>
    public IReadOnlyList<int> HiddenStates => [_layer];

    /// <inheritdoc/>
    public void OnPass(in ActivationPass pass)
    {
        if (pass.Position < _tokens.Count)
        {
            _tokens.RemoveRange(pass.Position, _tokens.Count - pass.Position);
        }

        var states = pass.HiddenState(_layer);
        for (var index = 0; index < pass.Tokens.Length; index++)
        {
            _tokens.Add(Read(pass.Position + index, pass.Tokens[index], states.Slice(index * Autoencoder.InputWidth, Autoencoder.InputWidth)));
        }
    }

    private TokenFeatures Read(int position, int token, ReadOnlySpan<float> residual)
    {
        Autoencoder.Reconstruct(residual, _features, _reconstruction);
        TensorPrimitives.Subtract(residual, _reconstruction, _reconstruction);
        var error = TensorPrimitives.SumOfSquares(_reconstruction) / TensorPrimitives.SumOfSquares(residual);
        var active = 0;
        foreach (var value in _features)
        {
            active += value > 0 ? 1 : 0;
        }

        var top = new FeatureActivation[Math.Min(_top, active)];
        for (var place = 0; place < top.Length; place++)
        {
            var strongest = TensorPrimitives.IndexOfMax(_features);
            top[place] = new FeatureActivation(strongest, _features[strongest]);
            _features[strongest] = 0;
        }

        return new TokenFeatures(position, token, active, error, top);
    }
}
