using System.Runtime.CompilerServices;

namespace Guided.Decoding.Speculation;

/// <summary>What a forward pass costs by the number of its tokens: measured while a model runs, and shared by its generations.</summary>
/// <remarks>
/// A straight line through the measured times, older ones fading. It starts as a guess (each further token a twenty-fifth of a pass), which a
/// few passes of different widths replace. Times far above the line, of a thread that had to wait, count as its multiple at most.
/// </remarks>
internal sealed class PassCost
{
    private const double Fading = 0.98, PriorWeight = 2, PriorSlope = 0.04, Outlier = 2;
    private const double LeastSlope = 0.002, GreatestSlope = 0.5;

    // Passes over more tokens are prompts, whose cost says little about that of a few tokens.
    private const int WidestPass = 64;

    private static readonly ConditionalWeakTable<IDecoder, PassCost> Known = [];

    private readonly Lock _gate = new();
    private double _w, _x, _xx, _y, _xy;

    /// <summary>The costs of a decoder.</summary>
    public static PassCost Of(IDecoder decoder) => Known.GetValue(decoder, static _ => new PassCost());

    /// <summary>Whether something was measured.</summary>
    public bool IsMeasured { get; private set; }

    /// <summary>The cost of a pass over one token, in seconds; 1 until something was measured.</summary>
    public double OfOne { get; private set; } = 1;

    /// <summary>The cost of each further token, in the same unit.</summary>
    public double OfFurther { get; private set; } = PriorSlope;

    /// <summary>Takes note of a pass.</summary>
    public void Observe(int tokens, TimeSpan time)
    {
        if (tokens > WidestPass || time <= TimeSpan.Zero)
        {
            return;
        }

        lock (_gate)
        {
            var x = tokens - 1;
            var y = time.TotalSeconds;
            if (_w == 0)
            {
                var one = y / (1 + (PriorSlope * x));
                Add(0, one, PriorWeight);
                Add(16, one * (1 + (16 * PriorSlope)), PriorWeight);
            }
            else
            {
                y = Math.Min(y, Outlier * (OfOne + (OfFurther * x)));
            }

            Add(x, y, 1);
            Fit();
        }
    }

    private void Add(double x, double y, double weight)
    {
        _w = (_w * Fading) + weight;
        _x = (_x * Fading) + (weight * x);
        _xx = (_xx * Fading) + (weight * x * x);
        _y = (_y * Fading) + (weight * y);
        _xy = (_xy * Fading) + (weight * x * y);
    }

    // Passes that are all of one width leave the slope, relative to the cost of one token, as it was.
    private void Fit()
    {
        var spread = (_w * _xx) - (_x * _x);
        var slope = OfFurther / OfOne;
        var further = spread > 0.01 * _w * _w ? ((_w * _xy) - (_x * _y)) / spread : slope * _y / (_w + (slope * _x));
        var one = Math.Max((_y - (further * _x)) / _w, 0.1 * _y / _w);
        OfOne = one;
        IsMeasured = true;
        OfFurther = Math.Clamp(further, LeastSlope * one, GreatestSlope * one);
    }
}
