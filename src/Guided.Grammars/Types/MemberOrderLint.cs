using System.Text;
using System.Text.Json;

namespace Guided.Grammars.Types;

/// <summary>
/// Finds members that hold an answer and come before the one that holds the reasoning for it: a model writes members in their order, so the
/// reasoning would come too late to help, and only defend what was said.
/// </summary>
internal sealed class MemberOrderLint
{
    private static readonly HashSet<string> Answers = new(StringComparer.Ordinal)
    {
        "answer", "result", "verdict", "decision", "conclusion", "label", "score", "grade", "rating", "choice", "classification", "category", "prediction",
    };

    private static readonly HashSet<string> Reasonings = new(StringComparer.Ordinal)
    {
        "reasoning", "reason", "reasons", "rationale", "explanation", "thought", "thoughts", "thinking", "analysis", "steps", "justification", "evidence",
    };

    private readonly List<TypeWarning> _warnings = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly JsonElement _root;

    private MemberOrderLint(JsonElement root) => _root = root;

    /// <summary>The warnings for a schema that <see cref="TypeSchema"/> made.</summary>
    public static IReadOnlyList<TypeWarning> Of(string schema)
    {
        using var document = JsonDocument.Parse(schema, new JsonDocumentOptions { MaxDepth = 1024 });
        var lint = new MemberOrderLint(document.RootElement);
        lint.Visit(document.RootElement, "");
        return lint._warnings;
    }

    private void Visit(JsonElement schema, string path)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            // Each type is looked at once, where it first stands.
            var name = reference.GetString()!.Split('/')[^1];
            if (_seen.Add(name))
            {
                Visit(_root.GetProperty("definitions").GetProperty(name), path);
            }

            return;
        }

        foreach (var keyword in (string[])["allOf", "anyOf"])
        {
            foreach (var branch in schema.TryGetProperty(keyword, out var branches) ? branches.EnumerateArray() : default)
            {
                Visit(branch, path);
            }
        }

        foreach (var keyword in (string[])["items", "additionalProperties"])
        {
            if (schema.TryGetProperty(keyword, out var inner))
            {
                Visit(inner, path + "[]");
            }
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            Check(properties, path);
            foreach (var member in properties.EnumerateObject())
            {
                Visit(member.Value, Join(path, member.Name));
            }
        }
    }

    private void Check(JsonElement properties, string path)
    {
        var names = properties.EnumerateObject().Select(p => p.Name).ToArray();
        var last = Array.FindLastIndex(names, n => Words(n).Any(Reasonings.Contains));
        for (var i = 0; i < last; i++)
        {
            if (Words(names[i]).Any(Answers.Contains) && !Words(names[i]).Any(Reasonings.Contains))
            {
                _warnings.Add(new TypeWarning(
                    Join(path, names[i]),
                    $"it comes before '{names[last]}', so the model answers before it reasons; declare '{names[last]}' first, or set JsonPropertyOrder"));
            }
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>The words of a name in camel, snake or kebab case, in lower case.</summary>
    private static IEnumerable<string> Words(string name)
    {
        var word = new StringBuilder();
        foreach (var c in name)
        {
            if ((char.IsUpper(c) || !char.IsLetter(c)) && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            if (char.IsLetter(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
        }

        yield return word.ToString();
    }
}
