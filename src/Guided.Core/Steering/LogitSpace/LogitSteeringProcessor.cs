using System.Numerics.Tensors;
using Guided.Processors;

namespace Guided.Steering;

/// <summary>Steers the stream behind the last layer without changing the graph: a logit processor for back ends without a port.</summary>
/// <remarks>
/// <para>
/// Exact, with r = rms(h) and r' = rms(h + αd): <c>W(γ⊙(h + αd)/r') = (r/r')·logits + (α/r')·W(γ⊙d)</c>, because the logits are W(γ⊙h/r).
/// W(γ⊙d) does not depend on the position, so a step costs one pass over the row and no matrix product, and is the last layer's port up
/// to rounding. It needs h before the final norm, for r and r' only, and a head without a bias or a cap behind the output matrix.
/// </para>
/// <para>
/// With the norm held fixed, <c>logits + (α/r)·W(γ⊙d)</c>, the result is r'/r times the exact one: the same argmax and order, as the whole row
/// is scaled, but a sharper distribution where r' > r, by the temperature r/r'. Under a mask the order stays too.
/// </para>
/// <para>What later positions see of the steered one does not change: behind the last layer there is no KV cache.</para>
/// </remarks>
public sealed class LogitSteeringProcessor : ILogitProcessor
{
    private readonly LogitSteeringOptions _options;
    private readonly float[] _logits;
    private readonly float _squareOfDirection;
    private int _accepted;

    /// <summary>Makes the processor; the product of output matrix and direction is computed here.</summary>
    /// <exception cref="SteeringException">A number is NaN or infinite, or the direction has another width than the model's stream.</exception>
    public LogitSteeringProcessor(LogitSteeringOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var feature = SteeringFeature.FromDirection("direction", options.Direction);
        _ = SteeringOperation.Add(options.Strength);
        if (options.Streams is null && (!options.FreezesNorm || !(options.RootMeanSquare > 0) || !float.IsFinite(options.RootMeanSquare)))
        {
            throw new SteeringException(
                $"Without {nameof(options.Streams)} the norm can only be frozen: set {nameof(options.FreezesNorm)}, and {nameof(options.RootMeanSquare)} to a typical positive value.");
        }

        _options = options;
        _logits = options.Head.LogitsOf(feature.Decoder.Span);
        _squareOfDirection = TensorPrimitives.SumOfSquares(options.Direction.Span);
    }

    private LogitSteeringProcessor(LogitSteeringProcessor source) =>
        (_options, _logits, _squareOfDirection, _accepted) = (source._options, source._logits, source._squareOfDirection, source._accepted);

    /// <inheritdoc/>
    public ProcessorStage Stage => ProcessorStage.Steering;

    /// <inheritdoc/>
    public bool ChangesArgmax => true;

    /// <inheritdoc/>
    public bool KeepsForbidden => true;

    /// <inheritdoc/>
    public bool IsPointwise => true;

    /// <inheritdoc/>
    public void Process(ref LogitRow row, CancellationToken cancellationToken = default)
    {
        var strength = _options.Strength * _options.Schedule.At(_accepted);
        if (strength == 0)
        {
            return;
        }

        var (factor, weight) = Factors(strength);
        if (!row.IsNarrow)
        {
            var logits = row.Logits[..Math.Min(row.Logits.Length, _logits.Length)];
            TensorPrimitives.Multiply(logits, factor, logits);
            TensorPrimitives.MultiplyAdd(_logits.AsSpan(0, logits.Length), weight, logits, logits);
            return;
        }

        for (var i = 0; i < row.Logits.Length; i++)
        {
            row.Logits[i] = (factor * row.Logits[i]) + (weight * _logits[row.Ids[i]]);
        }
    }

    /// <inheritdoc/>
    public void Accept(int token) => _accepted++;

    /// <inheritdoc/>
    public void Rewind(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _accepted);
        _accepted -= count;
    }

    /// <inheritdoc/>
    public ILogitProcessor Fork() => new LogitSteeringProcessor(this);

    // The factor of the logits, and of the direction's logits.
    private (float Factor, float Weight) Factors(float strength)
    {
        if (_options.Streams is null)
        {
            return (1, strength / _options.RootMeanSquare);
        }

        var stream = _options.Streams.At(_options.PromptEnd - 1 + _accepted);
        var before = _options.Head.RootMeanSquare(stream);
        if (_options.FreezesNorm)
        {
            return (1, strength / before);
        }

        // In double precision: the terms may nearly cancel.
        double width = stream.Length;
        var square = ((double)before * before)
            + (2.0 * strength * TensorPrimitives.Dot(stream, _options.Direction.Span) / width)
            + ((double)strength * strength * _squareOfDirection / width);
        var after = (float)Math.Sqrt(square);
        return (before / after, strength / after);
    }
}
