using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Guided.Steering;

/// <summary>How a generation is steered: edits of the residual stream, and what happens where several touch the same feature.</summary>
/// <remarks>
/// All edits behind one layer read the same, unsteered stream and their changes are added; edits behind later layers read what earlier ones
/// left. The grammar's mask comes after steering, so the output stays well-formed at any strength.
/// </remarks>
public sealed record SteeringSpecification
{
    /// <summary>Makes a specification.</summary>
    public SteeringSpecification(params IReadOnlyList<SteeringEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        Edits = [.. edits];
    }

    /// <summary>The edits.</summary>
    public IReadOnlyList<SteeringEdit> Edits { get; }

    /// <summary>What happens where several edits set, bound or scale the same feature. Added directions are no conflict.</summary>
    public SteeringConflicts Conflicts { get; init; } = SteeringConflicts.Error;

    /// <summary>
    /// Whether the steered stream is given the norm it had before, behind each layer that is edited. Needs
    /// <see cref="SteeringCapabilities.Renormalize"/>.
    /// </summary>
    public bool Renormalize { get; init; }

    /// <summary>
    /// What makes two specifications the same: a hash of all they say. Where KV caches or prefixes are kept between requests, this belongs to
    /// their key, because steering a prompt changes what the cache holds; see <see cref="SteersPrompt"/>.
    /// </summary>
    public string Key => ComputeKey();

    /// <summary>
    /// Whether any edit may act on the prompt before its last token. Where none does, a cache of the prompt without its last token is that of
    /// the unsteered model and may be shared.
    /// </summary>
    public bool SteersPrompt => Edits.Any(edit => edit.Gate is null && (edit.Scope.Phases & SteeringPhases.Prompt) != 0);

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", Edits);

    private string ComputeKey()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Text(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        void Floats(ReadOnlyMemory<float> values) => hash.AppendData(MemoryMarshal.AsBytes(values.Span));
        void Feature(SteeringFeature feature)
        {
            Text(string.Create(CultureInfo.InvariantCulture, $"{feature.Name} {feature.Bias:R} {feature.Threshold:R} {feature.Width}"));
            Floats(feature.Encoder);
            Floats(feature.Decoder);
        }

        Text($"{Conflicts} {Renormalize} {Edits.Count}");
        foreach (var edit in Edits)
        {
            Text(string.Create(CultureInfo.InvariantCulture, $"{edit.Layer} {edit.Operation} {edit.Schedule.Key} {edit.Scope} {edit.Gate?.Key} {edit.Condition} {edit.Priority}"));
            Floats(edit.Operation.Values);
            Feature(edit.Feature);
            if (edit.Condition is { } condition)
            {
                Feature(condition.Feature);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>What happens where several edits set, bound or scale the same feature (by its name) behind the same layer.</summary>
public enum SteeringConflicts
{
    /// <summary>The specification is refused.</summary>
    Error,

    /// <summary>At each position, only the edit with the greatest <see cref="SteeringEdit.Priority"/> of those that act there does; among equals the first.</summary>
    Priority,

    /// <summary>Each edit works on what those before it made of the activation. Only for setting and scaling, without conditions.</summary>
    Sequential,

    /// <summary>Each edit's change is worked out from the unsteered activation, and the changes are added.</summary>
    Sum,
}
