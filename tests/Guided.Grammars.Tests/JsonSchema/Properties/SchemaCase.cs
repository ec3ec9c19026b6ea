using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Guided.Grammars.Tests.JsonSchema.Properties;

/// <summary>A random schema of an edition over all its keywords.</summary>
/// <param name="Draft">The edition: 4, 6, 7, 2019 or 2020.</param>
/// <param name="Schema">The schema, as JSON text.</param>
/// <param name="Seed">Seeds what is done with it.</param>
internal sealed record SchemaCase(int Draft, string Schema, int Seed)
{
    private static readonly int[] Drafts = [4, 6, 7, 2019, 2020, 2020];

    /// <summary>Schemas for properties; a failing one is made simpler, keyword by keyword.</summary>
    public static Arbitrary<SchemaCase> All { get; } = Arb.From(Gen.Choose(0, int.MaxValue).Select(Of), c => c.Shrink());

    /// <summary>The case of a seed.</summary>
    public static SchemaCase Of(int seed)
    {
        var random = new Random(seed);
        var draft = Drafts[random.Next(Drafts.Length)];
        return new SchemaCase(draft, new EveryKeyword(random, draft).Next().ToJsonString(), seed);
    }

    public override string ToString() => $"draft {Draft}, seed {Seed}: {Schema}";

    /// <summary>The same with one thing less: a keyword, a branch, an item of a list, or a schema with one of its own in its place.</summary>
    private IEnumerable<SchemaCase> Shrink()
    {
        var root = JsonNode.Parse(Schema)!.AsObject();
        var paths = new List<object[]>();
        Collect(root, [], paths);
        foreach (var path in paths)
        {
            if (Without(path, replacement: false) is { } less)
            {
                yield return this with { Schema = less };
            }

            if (Without(path, replacement: true) is { } plain)
            {
                yield return this with { Schema = plain };
            }
        }
    }

    private static void Collect(JsonNode? node, object[] path, List<object[]> paths)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    paths.Add([.. path, name]);
                    Collect(value, [.. path, name], paths);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    paths.Add([.. path, i]);
                    Collect(items[i], [.. path, i], paths);
                }

                break;
        }
    }

    private string? Without(object[] path, bool replacement)
    {
        var root = JsonNode.Parse(Schema)!;
        var parent = path[..^1].Aggregate(root, (at, step) => step is string name ? at[name]! : at[(int)step]!);
        switch (parent)
        {
            case JsonObject members when path[^1] is string name && name is not ("$schema" or "$defs" or "definitions"):
                if (!replacement && path is not ["$defs" or "definitions", _])
                {
                    members.Remove(name);
                    return root.ToJsonString();
                }

                if (members[name] is JsonObject { Count: > 0 })
                {
                    members[name] = new JsonObject();
                    return root.ToJsonString();
                }

                return null;
            case JsonArray { Count: > 1 } items when !replacement:
                items.RemoveAt((int)path[^1]);
                return root.ToJsonString();
            default:
                return null;
        }
    }
}
