using System.Numerics.Tensors;

namespace Guided.Onnx.Steering.Autoencoders.Evaluation;

/// <summary>Adds up what the metrics of reconstruction need, token by token.</summary>
internal sealed class StreamStatistics(SparseAutoencoder autoencoder)
{
    private readonly double[] _sums = new double[autoencoder.InputWidth];
    private readonly int[] _fired = new int[autoencoder.FeatureCount];
    private readonly float[] _features = new float[autoencoder.FeatureCount];
    private double _squares;
    private double _errors;
    private double _dots;
    private double _reconstructedSquares;
    private long _active;

    public int Tokens { get; private set; }

    /// <summary>Takes note of a residual and writes its reconstruction.</summary>
    public void Add(ReadOnlySpan<float> residual, Span<float> reconstruction)
    {
        autoencoder.Reconstruct(residual, _features, reconstruction);
        for (var feature = 0; feature < _features.Length; feature++)
        {
            if (_features[feature] > 0)
            {
                _fired[feature]++;
                _active++;
            }
        }

        var bias = autoencoder.Weights.DecoderBias;
        for (var index = 0; index < residual.Length; index++)
        {
            double own = residual[index], made = reconstruction[index];
            _sums[index] += own;
            _squares += own * own;
            _errors += (own - made) * (own - made);
            _dots += (own - bias[index]) * (made - bias[index]);
            _reconstructedSquares += (made - bias[index]) * (made - bias[index]);
        }

        Tokens++;
    }

    public AutoencoderMetrics ToMetrics(double loss, double spliced, double zero) => new()
    {
        Tokens = Tokens,
        Features = _fired.Length,
        ActiveFeatures = (double)_active / Tokens,
        DeadFeatures = _fired.Count(count => count == 0),
        ExplainedVariance = 1 - _errors / (_squares - TensorPrimitives.SumOfSquares<double>(_sums) / Tokens),
        Shrinkage = _reconstructedSquares / _dots,
        Frequencies = [.. _fired.Select(count => (float)count / Tokens)],
        Loss = loss,
        SplicedLoss = spliced,
        ZeroLoss = zero,
    };
}
