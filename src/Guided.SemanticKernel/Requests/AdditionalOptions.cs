using System.Collections;
using System.Globalization;
using System.Text.Json;
using Guided.Decoding;
using Guided.Formats;
using Guided.Grammars.JsonSchema;
using Guided.Processors;
using Microsoft.Extensions.AI;

namespace Guided.SemanticKernel.Requests;

/// <summary>What the additional properties of chat options ask for.</summary>
/// <param name="Formats">The formats, each with its key.</param>
/// <param name="Generation">What is asked for of sampling; the rest is as by default.</param>
internal sealed record AdditionalOptions(IReadOnlyList<(string Key, OutputFormat Format)> Formats, GenerationOptions Generation)
{
    // OpenAI's API takes biases from −100 to 100, and says that −100 is a ban.
    private const float Ban = -100;

    /// <summary>Nothing.</summary>
    public static AdditionalOptions None { get; } = new([], new GenerationOptions());

    /// <exception cref="NotSupportedException">A key is unknown, or more than one answer is asked for.</exception>
    /// <exception cref="ArgumentException">A value is not what its key needs.</exception>
    public static AdditionalOptions Read(AdditionalPropertiesDictionary? properties, JsonSchemaOptions json)
    {
        var formats = new List<(string Key, OutputFormat Format)>();
        var generation = new GenerationOptions();
        foreach (var (key, value) in properties ?? [])
        {
            switch (key)
            {
                case GuidedChatOptionKeys.Regex:
                    formats.Add((key, OutputFormat.Regex(Text(key, value))));
                    break;
                case GuidedChatOptionKeys.Choice:
                    formats.Add((key, OutputFormat.Choice(Texts(key, value))));
                    break;
                case GuidedChatOptionKeys.Json:
                    formats.Add((key, OutputFormat.Json(Json(key, value), json)));
                    break;
                case GuidedChatOptionKeys.MinP:
                    generation = generation with { MinP = Number(key, value) };
                    break;
                case GuidedChatOptionKeys.TypicalP:
                    generation = generation with { TypicalP = Number(key, value) };
                    break;
                case GuidedChatOptionKeys.RepetitionPenalty:
                    generation = generation with { RepetitionPenalty = Number(key, value) };
                    break;
                case GuidedChatOptionKeys.NoRepeatNgram:
                    generation = generation with { NoRepeatNgram = Whole(key, value) };
                    break;
                case GuidedChatOptionKeys.BadWords:
                    generation = generation with { BadWords = new BadWordsOptions(Texts(key, value)) };
                    break;
                case GuidedChatOptionKeys.LogitBias:
                    generation = generation with { LogitBias = Biases(key, value) };
                    break;
                case GuidedChatOptionKeys.Count when Whole(key, value) == 1:
                    break;
                case GuidedChatOptionKeys.Count:
                    throw Unsupported.Option(
                        $"{nameof(ChatOptions.AdditionalProperties)}[\"{key}\"]",
                        $"a response holds one answer; send several requests, or use {nameof(GuidedModel)}.{nameof(GuidedModel.VoteAsync)} or {nameof(GuidedModel.BestOfAsync)}");
                default:
                    throw Unsupported.Option(
                        $"{nameof(ChatOptions.AdditionalProperties)}[\"{key}\"]",
                        $"the known keys are {string.Join(", ", Known)}; leave it out");
            }
        }

        return new AdditionalOptions(formats, generation);
    }

    private static readonly string[] Known =
    [
        GuidedChatOptionKeys.Regex, GuidedChatOptionKeys.Choice, GuidedChatOptionKeys.Json, GuidedChatOptionKeys.MinP, GuidedChatOptionKeys.TypicalP,
        GuidedChatOptionKeys.RepetitionPenalty, GuidedChatOptionKeys.NoRepeatNgram, GuidedChatOptionKeys.BadWords, GuidedChatOptionKeys.LogitBias,
        GuidedChatOptionKeys.Count,
    ];

    private static string Text(string key, object? value) => value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        _ => throw Wrong(key, value, "a text"),
    };

    // Semantic Kernel passes lists on as they were deserialised: of texts, of objects, or as JSON, some of them read only when enumerated.
    private static string[] Texts(string key, object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => Text(key, item))],
        string => throw Wrong(key, value, "a list of texts"),
        IEnumerable list => [.. list.Cast<object?>().Select(item => Text(key, item))],
        _ => throw Wrong(key, value, "a list of texts"),
    };

    private static string Json(string key, object? value) => value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        JsonElement json => json.GetRawText(),
        JsonDocument json => json.RootElement.GetRawText(),
        System.Text.Json.Nodes.JsonNode json => json.ToJsonString(),
        _ => throw Wrong(key, value, "a JSON Schema, as a text or as JSON"),
    };

    private static float Number(string key, object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Number } number => number.GetSingle(),
        float or double or decimal or int or long => Convert.ToSingle(value, CultureInfo.InvariantCulture),
        _ => throw Wrong(key, value, "a number"),
    };

    private static int Whole(string key, object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var whole) => whole,
        int or long or short or byte => Convert.ToInt32(value, CultureInfo.InvariantCulture),
        _ => throw Wrong(key, value, "a whole number"),
    };

    private static Dictionary<int, float> Biases(string key, object? value)
    {
        IEnumerable<(object? Token, object? Bias)> entries = value switch
        {
            JsonElement { ValueKind: JsonValueKind.Object } map => map.EnumerateObject().Select(p => ((object?)p.Name, (object?)p.Value)),
            IDictionary map => map.Keys.Cast<object>().Select(k => ((object?)k, map[k])),
            _ => throw Wrong(key, value, "an object of token ids and numbers"),
        };
        var biases = new Dictionary<int, float>();
        foreach (var (token, bias) in entries)
        {
            if (!int.TryParse(Convert.ToString(token, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                throw Wrong(key, value, $"an object of token ids and numbers; '{token}' is no token id");
            }

            var number = Number(key, bias);
            biases[id] = number <= Ban ? float.NegativeInfinity : number;
        }

        return biases;
    }

    private static ArgumentException Wrong(string key, object? value, string needed) =>
        new($"ChatOptions.AdditionalProperties[\"{key}\"] must be {needed}, not {value?.GetType().ToString() ?? "null"}.");
}
