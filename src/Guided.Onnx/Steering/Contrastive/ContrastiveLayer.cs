using System.Numerics.Tensors;
using Guided.Steering;

namespace Guided.Onnx.Steering.Contrastive;

/// <summary>What pairs of prompts say about one layer.</summary>
public sealed class ContrastiveLayer
{
    private const int PowerSteps = 200;

    internal ContrastiveLayer(int layer, float[] mean, float[] component, float explained, float typicalNorm)
    {
        if (mean.Length != component.Length || !TensorPrimitives.IsFiniteAll<float>(mean) || !TensorPrimitives.IsFiniteAll<float>(component))
        {
            throw new SteeringException($"The directions of layer {layer} differ in length or hold NaN or infinity.");
        }

        (Layer, Mean, PrincipalComponent, ExplainedShare, TypicalNorm) = (layer, mean, component, explained, typicalNorm);
    }

    /// <summary>The layer, from 0.</summary>
    public int Layer { get; }

    /// <summary>The mean of the differences, positive minus negative. Added once, it moves a negative prompt to where the positive ones are.</summary>
    public ReadOnlyMemory<float> Mean { get; }

    /// <summary>
    /// The first principal component of the differences (about zero), of length 1, turned the way of the mean. It is less moved than the
    /// mean by pairs that differ in something else.
    /// </summary>
    public ReadOnlyMemory<float> PrincipalComponent { get; }

    /// <summary>The share of the differences' squared length that lies along <see cref="PrincipalComponent"/>, 0 to 1.</summary>
    public float ExplainedShare { get; }

    /// <summary>The mean norm of the streams. Useful strengths are often about half of it.</summary>
    public float TypicalNorm { get; }

    /// <summary>The mean difference as a feature to steer with: strength 1 adds it once.</summary>
    public SteeringFeature ToFeature(string name) => SteeringFeature.FromDirection(name, Mean);

    /// <summary>The principal component as a feature to steer with.</summary>
    public SteeringFeature ToPrincipalFeature(string name) => SteeringFeature.FromDirection(name, PrincipalComponent);

    /// <summary>Works out the directions from the streams of pairs.</summary>
    internal static ContrastiveLayer Of(int layer, List<float[]> positives, List<float[]> negatives)
    {
        var differences = positives.Select((positive, i) =>
        {
            var difference = new float[positive.Length];
            TensorPrimitives.Subtract(positive, negatives[i], difference);
            return difference;
        }).ToArray();
        var mean = new float[differences[0].Length];
        foreach (var difference in differences)
        {
            TensorPrimitives.MultiplyAdd(difference, 1f / differences.Length, mean, mean);
        }

        var component = Component(differences, mean);
        var total = differences.Sum(d => TensorPrimitives.SumOfSquares<float>(d));
        var along = differences.Sum(d => TensorPrimitives.Dot<float>(d, component) is var x ? x * x : 0);
        var norm = positives.Concat(negatives).Average(state => TensorPrimitives.Norm<float>(state));
        return new ContrastiveLayer(layer, mean, component, total > 0 ? along / total : 0, norm);
    }

    // Power iteration from the mean, on which the component depends only where the mean is orthogonal to it.
    private static float[] Component(float[][] differences, float[] mean)
    {
        var component = mean.ToArray();
        Normalize(component, differences[0]);
        for (var step = 0; step < PowerSteps; step++)
        {
            var next = new float[component.Length];
            foreach (var difference in differences)
            {
                TensorPrimitives.MultiplyAdd(difference, TensorPrimitives.Dot<float>(difference, component), next, next);
            }

            Normalize(next, component);
            component = next;
        }

        if (TensorPrimitives.Dot<float>(component, mean) < 0)
        {
            TensorPrimitives.Negate(component, component);
        }

        return component;
    }

    private static void Normalize(float[] vector, float[] otherwise)
    {
        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0)
        {
            TensorPrimitives.Divide(vector, norm, vector);
        }
        else
        {
            otherwise.CopyTo(vector, 0);
        }
    }
}
