using System.Numerics.Tensors;
using Guided.Steering;

namespace Guided.Onnx.Steering.Routers;

/// <summary>Notes which experts handle which tokens while a sequence is read and generated.</summary>
/// <remarks>For one sequence. Tokens that are read again after a rewind replace what was noted of their positions.</remarks>
public sealed class RouterTrace : IActivationListener
{
    private readonly ExpertLayer[] _layers;
    private readonly List<int> _tokens = [];
    private readonly Dictionary<int, List<float[]>> _probabilities = [];

    /// <summary>Makes an empty trace.</summary>
    /// <param name="port">What the model offers; the routers of all its layers are noted.</param>
    /// <exception cref="SteeringException">The model offers no routers.</exception>
    public RouterTrace(ActivationPort port)
    {
        ArgumentNullException.ThrowIfNull(port);
        _layers = [.. port.Routers];
        if (_layers.Length == 0)
        {
            throw new SteeringException("The model was loaded without router logits, or has no mixture-of-experts layers.");
        }

        foreach (var layer in _layers)
        {
            _probabilities[layer.Layer] = [];
        }
    }

    /// <summary>The mixture-of-experts layers, ascending.</summary>
    public IReadOnlyList<ExpertLayer> Layers => _layers;

    /// <summary>The tokens that were read.</summary>
    public IReadOnlyList<int> Tokens => _tokens;

    IReadOnlyList<int> IActivationListener.HiddenStates => [];

    IReadOnlyList<int> IActivationListener.Routers => [.. _layers.Select(layer => layer.Layer)];

    /// <summary>Where each token was sent in a layer, in the order of the tokens.</summary>
    /// <exception cref="ArgumentException">The layer has no router.</exception>
    public IReadOnlyList<RoutedToken> Routes(int layer)
    {
        var chosen = Find(layer).Chosen;
        return [.. _probabilities[layer].Select((probabilities, position) => new RoutedToken(
            position, _tokens[position], layer, [.. Enumerable.Range(0, probabilities.Length).OrderByDescending(e => probabilities[e]).Take(chosen)], probabilities))];
    }

    /// <summary>The share of a layer's routed tokens that each expert got; the shares sum to 1.</summary>
    /// <exception cref="ArgumentException">The layer has no router.</exception>
    public IReadOnlyList<double> Loads(int layer)
    {
        var loads = new double[Find(layer).Experts];
        var routes = Routes(layer);
        foreach (var expert in routes.SelectMany(route => route.Experts))
        {
            loads[expert] += 1.0 / (routes.Count * Find(layer).Chosen);
        }

        return loads;
    }

    /// <summary>Forgets the tokens from a place on, such as guesses that were not taken at the end of a generation.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length < _tokens.Count)
        {
            _tokens.RemoveRange(length, _tokens.Count - length);
            foreach (var rows in _probabilities.Values)
            {
                rows.RemoveRange(length, rows.Count - length);
            }
        }
    }

    void IActivationListener.OnPass(in ActivationPass pass)
    {
        Truncate(pass.Position);
        _tokens.AddRange(pass.Tokens);
        foreach (var layer in _layers)
        {
            var logits = pass.RouterLogits(layer.Layer);
            for (var i = 0; i < pass.Tokens.Length; i++)
            {
                var probabilities = new float[layer.Experts];
                TensorPrimitives.SoftMax(logits.Slice(i * layer.Experts, layer.Experts), probabilities);
                _probabilities[layer.Layer].Add(probabilities);
            }
        }
    }

    private ExpertLayer Find(int layer) => _probabilities.ContainsKey(layer)
        ? _layers.First(l => l.Layer == layer)
        : throw new ArgumentException($"Layer {layer} has no router; layers {string.Join(", ", _layers.Select(l => l.Layer))} have.", nameof(layer));
}
