using System.Numerics.Tensors;

namespace Guided.Steering;

/// <summary>What one edit is to a port: the numbers of one column.</summary>
/// <remarks>
/// With the activation <c>a = p if p &gt; threshold else 0</c>, <c>p = [h, ‖h‖]·encoder + bias</c>, the coefficient is
/// <c>max(offset + scale·a, floor)</c>, and it multiplies the decoder.
/// </remarks>
internal sealed class PortColumn
{
    private readonly SteeringEdit _edit;

    public PortColumn(SteeringEdit edit)
    {
        _edit = edit;
        var feature = edit.Feature;
        var operation = edit.Operation;
        Encoder = feature.Encoder;
        Decoder = feature.Decoder;
        (Bias, Threshold) = (feature.Bias, feature.Threshold);
        switch (operation.Kind)
        {
            case SteeringOperationKind.Add:
                ReadNothing();
                Offset = operation.Value;
                break;
            case SteeringOperationKind.AddRelative:
                ReadNothing();
                (NormWeight, Scale) = (1, operation.Value);
                Decoder = Scaled(feature.Decoder, 1 / TensorPrimitives.Norm(feature.Decoder.Span));
                break;
            case SteeringOperationKind.SetTo:
                (Scale, Offset) = (-1, operation.Value);
                break;
            case SteeringOperationKind.AtLeast:
                (Scale, Offset, Floor) = (-1, operation.Value, 0);
                break;
            case SteeringOperationKind.AtMost:
                // min(a, v) − a is −max(a − v, 0), so the decoder is turned around.
                (Scale, Offset, Floor) = (1, -operation.Value, 0);
                Decoder = Scaled(feature.Decoder, -1);
                break;
            case SteeringOperationKind.ScaleBy:
                Scale = operation.Value - 1;
                break;
            case SteeringOperationKind.Resample:
                Scale = -1;
                break;
        }

        SetCondition(edit.Condition);
    }

    public SteeringEdit Edit => _edit;

    public ReadOnlyMemory<float> Encoder { get; private set; }

    /// <summary>The encoder's factor of the stream's norm.</summary>
    public float NormWeight { get; }

    public float Bias { get; private set; }

    public float Threshold { get; private set; }

    public float Scale { get; }

    public float Offset { get; }

    public float Floor { get; } = float.NegativeInfinity;

    public ReadOnlyMemory<float> Decoder { get; }

    public ReadOnlyMemory<float> Condition { get; private set; }

    public float ConditionNormWeight { get; private set; }

    /// <summary>The column acts where its condition's product is above; without a condition, everywhere.</summary>
    public float ConditionThreshold { get; private set; } = -1;

    /// <summary>What the column needs beside the port's core.</summary>
    public SteeringCapabilities Needs =>
        (_edit.Condition is null ? 0 : SteeringCapabilities.Conditions)
        | (NormWeight != 0 || ConditionNormWeight != 0 ? SteeringCapabilities.ResidualNorm : 0);

    /// <summary>The offset at a position.</summary>
    public float OffsetAt(int position)
    {
        if (_edit.Operation.Kind != SteeringOperationKind.Resample)
        {
            return Offset;
        }

        var values = _edit.Operation.Values.Span;
        return values[(int)(Mix((ulong)_edit.Operation.Seed + (0x9E3779B97F4A7C15UL * (ulong)(position + 1))) % (ulong)values.Length)];
    }

    // The finalizer of SplitMix64 (Steele, Lea, Flood 2014): neighbouring positions get unrelated draws.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    private static float[] Scaled(ReadOnlyMemory<float> vector, float factor)
    {
        var scaled = new float[vector.Length];
        TensorPrimitives.Multiply(vector.Span, factor, scaled);
        return scaled;
    }

    private void ReadNothing() => (Encoder, Bias, Threshold) = (new float[Encoder.Length], 0, float.NegativeInfinity);

    private void SetCondition(SteeringCondition? condition)
    {
        if (condition is null)
        {
            Condition = new float[Encoder.Length];
        }
        else if (condition.IsCosine)
        {
            Condition = Scaled(condition.Feature.Encoder, 1 / TensorPrimitives.Norm(condition.Feature.Encoder.Span));
            (ConditionNormWeight, ConditionThreshold) = (-condition.Threshold, 0);
        }
        else
        {
            Condition = condition.Feature.Encoder;
            ConditionThreshold = Math.Max(condition.Feature.Threshold, condition.Threshold) - condition.Feature.Bias;
        }
    }
}
