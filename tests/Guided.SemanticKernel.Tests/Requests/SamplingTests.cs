using System.Text.Json;
using Guided.Decoding;
using Guided.Processors;
using Guided.Testing;
using Microsoft.Extensions.AI;

namespace Guided.SemanticKernel.Requests;

public class SamplingTests
{
    [Fact]
    public void Nothing_asked_for_is_greedy() => Assert.True(Read(new ChatOptions()).IsGreedy);

    [Fact]
    public void Every_option_arrives()
    {
        var bias = new Dictionary<int, float> { [3] = 1 };
        var words = new BadWordsOptions("no");
        var extra = new GenerationOptions
        {
            MinP = 0.1f,
            TypicalP = 0.8f,
            RepetitionPenalty = 1.2f,
            NoRepeatNgram = 3,
            BadWords = words,
            LogitBias = bias,
        };
        var read = Read(
            new ChatOptions
            {
                Temperature = 0.7f,
                TopK = 5,
                TopP = 0.9f,
                Seed = 11,
                MaxOutputTokens = 33,
                FrequencyPenalty = 0.5f,
                PresencePenalty = -0.25f,
                StopSequences = ["x", "yz"],
            },
            extra);
        Assert.Equal(["x", "yz"], read.StopSequences);
        var expected = extra with
        {
            Temperature = 0.7f,
            TopK = 5,
            TopP = 0.9f,
            Seed = 11,
            MaxTokens = 33,
            FrequencyPenalty = 0.5f,
            PresencePenalty = -0.25f,
            StopSequences = read.StopSequences,
        };
        Assert.Equal(expected, read);
    }

    [Fact]
    public void A_choice_without_a_temperature_samples_at_one()
    {
        Assert.Equal(1, Read(new ChatOptions { TopK = 5 }).Temperature);
        Assert.Equal(1, Read(new ChatOptions { TopP = 0.5f }).Temperature);
        Assert.Equal(1, Read(new ChatOptions(), new GenerationOptions { MinP = 0.5f }).Temperature);
        Assert.Equal(1, Read(new ChatOptions(), new GenerationOptions { TypicalP = 0.5f }).Temperature);
        Assert.True(Read(new ChatOptions { TopK = 1, TopP = 1 }).IsGreedy);
        Assert.True(Read(new ChatOptions { TopK = 5, Temperature = 0 }).IsGreedy);
    }

    [Fact]
    public void Defaults_give_way_and_native_options_go_first()
    {
        var others = new GenerationOptions
        {
            Temperature = 0.5f,
            MaxTokens = 10,
            MaxProposedTokens = 3,
            StopSequences = ["a"],
            FrequencyPenalty = 1,
        };
        var options = new ChatOptions { Temperature = 0.9f, MaxOutputTokens = 20, Seed = 4, StopSequences = ["b"], FrequencyPenalty = 0, PresencePenalty = 1 };

        var overDefaults = Sampling.Read(options, new GenerationOptions(), others, nativeFirst: false);
        Assert.Equal(["b"], overDefaults.StopSequences);
        Assert.Equal(
            others with { Temperature = 0.9f, MaxTokens = 20, Seed = 4, StopSequences = overDefaults.StopSequences, FrequencyPenalty = 0, PresencePenalty = 1 },
            overDefaults);

        var underNative = Sampling.Read(options, new GenerationOptions(), others, nativeFirst: true);
        Assert.Equal(others with { Seed = 4, PresencePenalty = 1 }, underNative);
    }

    [ModelFact]
    public async Task A_seed_gives_the_same_text_again()
    {
        var client = TestClient.Create();
        var texts = new HashSet<string>();
        for (var seed = 0; seed < 6; seed++)
        {
            var options = new ChatOptions
            {
                Temperature = 2,
                Seed = seed,
                AdditionalProperties = new() { ["guided_regex"] = "[a-z]{6,12}" },
            };
            var first = await client.GetResponseAsync("A word, please.", options);
            var again = await client.GetResponseAsync("A word, please.", options);
            Assert.Equal(first.Text, again.Text);
            texts.Add(first.Text);
        }

        Assert.True(texts.Count > 1);
    }

    private static GenerationOptions Read(ChatOptions options, GenerationOptions? extra = null) =>
        Sampling.Read(options, extra ?? new GenerationOptions(), new GenerationOptions(), nativeFirst: false);

    [Fact]
    public void Additional_properties_come_in_every_shape_they_arrive_in()
    {
        static GenerationOptions Extra(string key, object value) =>
            AdditionalOptions.Read(new() { [key] = value }, GuidedChatClientOptions.DefaultJsonSchema).Generation;
        Assert.Equal(0.9f, Extra("typical_p", 0.9).TypicalP);
        Assert.Equal(1.1f, Extra("repetition_penalty", JsonSerializer.Deserialize<JsonElement>("1.1")).RepetitionPenalty);
        Assert.Equal(3, Extra("no_repeat_ngram_size", 3L).NoRepeatNgram);
        Assert.Equal(["a", "b"], Extra("bad_words", new List<object> { "a", "b" }).BadWords!.Texts);
        var bias = new Dictionary<int, float> { [5] = 2.5f, [7] = float.NegativeInfinity };
        Assert.Equal(bias, Extra("logit_bias", JsonSerializer.Deserialize<JsonElement>("""{"5": 2.5, "7": -100}""")).LogitBias);
        Assert.Equal(bias, Extra("logit_bias", new Dictionary<string, object> { ["5"] = 2.5, ["7"] = -100 }).LogitBias);
        Assert.Equal(bias, Extra("logit_bias", new Dictionary<int, float> { [5] = 2.5f, [7] = -120 }).LogitBias);
        Assert.Equal(new GenerationOptions(), Extra("n", 1));
        Assert.Contains("VoteAsync", Assert.Throws<NotSupportedException>(() => Extra("n", 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Extra("logit_bias", new Dictionary<string, object> { ["five"] = 1 }));
        Assert.Throws<ArgumentException>(() => Extra("logit_bias", 5));
        Assert.Throws<ArgumentException>(() => Extra("no_repeat_ngram_size", 1.5));
    }

    [ModelFact]
    public async Task Stops_penalties_and_bad_words_change_the_answer()
    {
        var client = TestClient.Create();
        async Task<ChatResponse> Answer(ChatOptions options)
        {
            options.AdditionalProperties ??= [];
            options.AdditionalProperties["guided_regex"] = "[a-z]{1,9}( [a-z]{1,9}){0,9}";
            options.MaxOutputTokens = 30;
            return await client.GetResponseAsync("Some words, please.", options);
        }

        var plain = (await Answer(new ChatOptions())).Text;
        var last = plain[^2..];
        var stopped = await Answer(new ChatOptions { StopSequences = [last] });
        Assert.Equal(ChatFinishReason.Stop, stopped.FinishReason);
        Assert.Equal(plain[..plain.IndexOf(last, StringComparison.Ordinal)].Length, stopped.Text.Length);
        Assert.DoesNotContain(plain[..3], (await Answer(new ChatOptions { AdditionalProperties = new() { ["bad_words"] = new[] { plain[..3] } } })).Text, StringComparison.Ordinal);

        // Digits are tokens of their own: with a penalty above any difference of logits they come equally often.
        var digits = new ChatOptions { FrequencyPenalty = 1000, AdditionalProperties = new() { ["guided_regex"] = "[01]{12}" } };
        Assert.Equal(6, (await client.GetResponseAsync("Some digits, please.", digits)).Text.Count(c => c == '1'));
    }
}
