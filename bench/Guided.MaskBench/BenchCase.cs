using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Guided.MaskBench;

/// <summary>One line of a corpus.</summary>
internal sealed record BenchCase
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly JsonSerializerOptions IndentedFormat = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        MaxDepth = 1000,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string Id { get; init; }

    public required string Kind { get; init; }

    public string Category { get; init; } = "";

    public required string Grammar { get; init; }

    public required IReadOnlyList<string> Valid { get; init; }

    public required IReadOnlyList<string> Invalid { get; init; }

    /// <summary>The draft to use where a schema has no <c>$schema</c>.</summary>
    public string? Draft { get; init; }

    /// <summary>Indices of valid instances whose keys are not in the schema's order.</summary>
    public IReadOnlyList<int> ValidOutOfOrder { get; init; } = [];

    /// <summary>Pairs of <c>"valid"</c> or <c>"invalid"</c> and an index: labels that are in doubt.</summary>
    public IReadOnlyList<JsonElement> Disputed { get; init; } = [];

    public bool RemoteRef { get; init; }

    public IReadOnlyList<string> ExternalRefs { get; init; } = [];

    /// <summary>Whether the case needs documents from elsewhere; such cases are counted apart.</summary>
    public bool IsRemote => RemoteRef || ExternalRefs.Count > 0;

    /// <summary>Whether <c>format</c> asserts: everywhere but where the test-suite takes it for an annotation.</summary>
    public bool FormatAsserts =>
        !Id.StartsWith("jsts/", StringComparison.Ordinal)
        || !(Category.EndsWith("/required", StringComparison.Ordinal) || Category.EndsWith("/optional", StringComparison.Ordinal));

    /// <summary>Whether <c>contentEncoding</c> and <c>contentMediaType</c> assert: the test-suite has optional tests of that.</summary>
    public bool ContentAsserts => Id.StartsWith("jsts/draft7/optional/content/", StringComparison.Ordinal);

    /// <summary>Reads the cases of a file that the options select.</summary>
    public static IEnumerable<BenchCase> Read(BenchOptions options)
    {
        using var file = File.OpenRead(options.Cases);
        using Stream stream = options.Cases.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream);
        var left = options.Limit ?? int.MaxValue;
        while (left > 0 && reader.ReadLine() is { } line)
        {
            var item = JsonSerializer.Deserialize<BenchCase>(line, Format) ?? throw new InvalidDataException($"{options.Cases} has an empty case.");
            if ((options.Kinds?.Contains(item.Kind) ?? true) && item.Id.Contains(options.Only ?? "", StringComparison.Ordinal))
            {
                left--;
                yield return options.Indented ? item.Indented() : item;
            }
        }
    }

    /// <summary>The same case with instances that are indented; those that are not JSON stay as they are.</summary>
    public BenchCase Indented() => Kind == "json_schema"
        ? this with { Valid = [.. Valid.Select(Indent)], Invalid = [.. Invalid.Select(Indent)] }
        : this;

    private static string Indent(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
            return JsonSerializer.Serialize(document.RootElement, IndentedFormat);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    /// <summary>Whether the label of an instance counts.</summary>
    public bool Counts(string label, int index, bool anyOrder)
    {
        if (label == "valid" && !anyOrder && ValidOutOfOrder.Contains(index))
        {
            return false;
        }

        foreach (var pair in Disputed)
        {
            if (pair[0].GetString() == label && pair[1].GetInt32() == index)
            {
                return false;
            }
        }

        return true;
    }
}
