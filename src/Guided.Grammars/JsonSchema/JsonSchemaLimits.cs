namespace Guided.Grammars.JsonSchema;

/// <summary>Bounds on what the reading of a schema may take, and on what is made at one place while texts are generated.</summary>
/// <remarks>
/// Past one of them there is a <see cref="JsonSchemaException"/> that names it (<see cref="JsonSchemaException.Limit"/>), never a hang and never a wrong
/// mask. The defaults keep the work of one grammar below about a second. The engine's own are <see cref="Expressions.GrammarLimits"/>.
/// </remarks>
public sealed record JsonSchemaLimits
{
    /// <summary>The defaults.</summary>
    public static JsonSchemaLimits Default { get; } = new();

    /// <summary>Steps of single conditions while a schema is read, or at one place of a text. Default 1,000,000: about a second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public long MaxSteps { get; init => field = Positive(value, nameof(MaxSteps)); } = 1_000_000;

    /// <summary>Combinations of conditions that one grammar may make. Default 150,000, of about 150 bytes each.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxFormulas { get; init => field = (int)Positive(value, nameof(MaxFormulas)); } = 150_000;

    /// <summary>Ways to go on at one item or member, by the branches that may hold of it. Default 2,048.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxWays { get; init => field = (int)Positive(value, nameof(MaxWays)); } = 2_048;

    /// <summary>Places at which one question is searched, whether a value exists. Default 100,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxPlaces { get; init => field = (int)Positive(value, nameof(MaxPlaces)); } = 100_000;

    /// <summary>Names of members that may be written at one place of an object and each lead on by themselves. Default 20,000.</summary>
    /// <remarks>Where an object is open, so that any name may be written, its names are not counted.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxNames { get; init => field = (int)Positive(value, nameof(MaxNames)); } = 20_000;

    private static long Positive(long value, string name) => value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "A budget is at least 1.");
}
