using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Guided.Grammars.Types;

/// <summary>The JSON Schema of a C# type.</summary>
/// <remarks>
/// Made from the contract that System.Text.Json reads the type by (<see cref="System.Text.Json.Serialization.Metadata.JsonTypeInfo"/>), with the
/// data annotations, descriptions and nullable annotations of its members.
/// </remarks>
public static class TypeSchema
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, Dictionary<(Type, int), string>> Cache = [];

    /// <summary>The schema, as JSON text (draft 7 with the formats of OpenAPI). Kept for the next time.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="options">How the JSON is read; null for the defaults.</param>
    /// <exception cref="TypeException">The type, or one inside it, cannot be described so that every text deserialises.</exception>
    public static string Of<T>(TypeOptions? options = null) => Of(typeof(T), options);

    /// <inheritdoc cref="Of{T}(TypeOptions?)"/>
    /// <param name="type">The type.</param>
    /// <param name="options">How the JSON is read; null for the defaults.</param>
    public static string Of(Type type, TypeOptions? options = null) => Of(type, options ?? TypeOptions.Default, int.MaxValue);

    /// <summary>The schema with types that contain themselves written out to the depth that the options allow.</summary>
    internal static string Bounded(Type type, TypeOptions options) => Of(type, options, options.MaxNesting);

    private static string Of(Type type, TypeOptions options, int maxNesting)
    {
        ArgumentNullException.ThrowIfNull(type);
        var known = Cache.GetOrCreateValue(options.SerializerOptions);
        lock (known)
        {
            if (!known.TryGetValue((type, maxNesting), out var schema))
            {
                schema = known[(type, maxNesting)] = new TypeReader(options.SerializerOptions, maxNesting).Read(type).ToJsonString();
            }

            return schema;
        }
    }
}
