using System.IO.Compression;
using System.Text.Json;
using Guided.Expressions;
using Guided.Grammars.JsonSchema;
using Guided.Testing;
using Xunit.Abstractions;

namespace Guided.Grammars.Tests.JsonSchema;

/// <summary>A sample of the MaskBench corpus: what compiles accepts every valid instance in order, and no invalid one.</summary>
public sealed class MaskBenchTests(ITestOutputHelper output)
{
    private static readonly int Every = int.Parse(Environment.GetEnvironmentVariable("GUIDED_MASKBENCH_EVERY") ?? "24", System.Globalization.CultureInfo.InvariantCulture);

    [DataFact]
    public void Schemas_that_compile_are_exact()
    {
        // GUIDED_MASKBENCH_EVERY=1 runs all of it.
        var (compiled, refused, valid, invalid) = (0, 0, 0, 0);
        var wrong = new List<string>();
        var reasons = new Dictionary<string, int>();
        foreach (var line in Lines().Where((_, i) => i % Every == 0))
        {
            using var row = JsonDocument.Parse(line);
            var id = row.RootElement.GetProperty("id").GetString()!;
            Language language;
            try
            {
                language = new Language(JsonSchemaGrammar.Create(row.RootElement.GetProperty("grammar").GetString()!));
            }
            catch (JsonSchemaException e)
            {
                refused++;
                var reason = $"{e.Keyword}: {(e.Keyword is "format" or "pattern" ? e.Reason : "")}";
                reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
                continue;
            }
            catch (Exception e) when (e is GrammarException or GrammarLimitException)
            {
                refused++;
                reasons[e.GetType().Name] = reasons.GetValueOrDefault(e.GetType().Name) + 1;
                continue;
            }

            var disputed = row.RootElement.GetProperty("disputed").EnumerateArray().Select(d => (d[0].GetString()!, d[1].GetInt32())).ToHashSet();
            try
            {
                valid += Check(row.RootElement, "valid", true, language, disputed, id, wrong);
                invalid += Check(row.RootElement, "invalid", false, language, disputed, id, wrong);
                compiled++;
            }
            catch (JsonSchemaException e)
            {
                // Conditions are followed as the text comes to them, and so may use a budget up only then.
                refused++;
                reasons[e.Reason] = reasons.GetValueOrDefault(e.Reason) + 1;
            }
        }

        output.WriteLine($"{compiled} compiled, {refused} refused; {valid} valid and {invalid} invalid texts");
        foreach (var (reason, count) in reasons.OrderByDescending(r => r.Value))
        {
            output.WriteLine($"{count,5} {reason}");
        }

        Assert.True(compiled > refused * 50);
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n{string.Join('\n', wrong.Take(40))}");
    }

    private static int Check(
        JsonElement row, string list, bool expected, Language language, HashSet<(string, int)> disputed, string id, List<string> wrong)
    {
        var count = 0;
        foreach (var (text, i) in row.GetProperty(list).EnumerateArray().Select((t, i) => (t.GetString()!, i)))
        {
            if (disputed.Contains((list, i)))
            {
                continue;
            }

            count++;
            if (language.Has(text) != expected && !(expected && IsOutOfOrder(row, text)))
            {
                wrong.Add($"{id} {list} {i}: {text[..Math.Min(text.Length, 300)]}");
            }
        }

        return count;
    }

    private static bool IsOutOfOrder(JsonElement row, string text)
    {
        using var schema = JsonDocument.Parse(row.GetProperty("grammar").GetString()!);
        using var instance = JsonDocument.Parse(text);
        return !new DeclaredOrder(schema.RootElement).Holds(instance.RootElement);
    }

    private static IEnumerable<string> Lines()
    {
        using var file = File.OpenRead(SharedData.PathOf("cases", "maskbench.jsonl.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
