using System.Reflection;

namespace Guided.Grammars.JsonSchema.Schemas;

/// <summary>The schemas of schemas, which references may name without the caller supplying them.</summary>
internal static class Metaschemas
{
    private const string Folder = "Guided.Grammars.JsonSchema.Metaschemas.";

    /// <summary>The text of a metaschema by its URI without fragment, or null.</summary>
    public static string? Find(string uri)
    {
        var path = uri.Replace("https://", "", StringComparison.Ordinal).Replace("http://", "", StringComparison.Ordinal);
        if (!path.StartsWith("json-schema.org/draft", StringComparison.Ordinal))
        {
            return null;
        }

        var name = Folder + path["json-schema.org/".Length..].Replace('/', '.') + ".json";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
