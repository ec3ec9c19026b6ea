using System.Text.Json;
using Guided.Grammars.Types;
using Guided.Rules;

namespace Guided.Formats;

/// <summary>JSON that deserialises to a type.</summary>
internal sealed class TypeFormat<T>(TypeOptions options) : OutputFormat
{
    public override string? Instruction => "Answer with JSON: " + TypeDescription.Of<T>(options);

    internal override bool IsJson => true;

    protected internal override object? Key => (typeof(T), options);

    public override Grammar? CreateGrammar(CancellationToken cancellationToken = default) =>
        TypeGrammar.Create<T>(options, cancellationToken: cancellationToken);

    /// <summary>Reads a text of the grammar.</summary>
    public T Read(string text) => JsonSerializer.Deserialize<T>(text, options.SerializerOptions)!;
}
