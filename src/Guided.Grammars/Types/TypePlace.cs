using System.Reflection;
using System.Text.Json.Serialization;

namespace Guided.Grammars.Types;

/// <summary>Where a type stands.</summary>
/// <param name="Type">The type.</param>
/// <param name="Path">The way to it, with dots and brackets as in C#; empty for the type itself.</param>
/// <param name="Nullability">What its declaration says of null, or null where nothing is known.</param>
/// <param name="Level">How many arrays, and objects that can contain types that contain themselves, are around it.</param>
internal sealed record TypePlace(Type Type, string Path, NullabilityInfo? Nullability, int Level)
{
    /// <summary>The converter that the member names, or null.</summary>
    public JsonConverter? Converter { get; init; }

    /// <summary>A part of the value.</summary>
    public TypePlace Inner(Type type, string step, NullabilityInfo? nullability) =>
        new(type, step.StartsWith('[') || Path.Length == 0 ? Path + step : $"{Path}.{step}", nullability, Level);

    /// <summary>The same place one array further in.</summary>
    public TypePlace Deeper() => this with { Level = Level + 1 };

    /// <summary>The refusal of the type here.</summary>
    public TypeException Error(string reason) => new(Path, Type, reason);
}
