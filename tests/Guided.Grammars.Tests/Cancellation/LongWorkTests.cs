using System.Text;
using System.Text.Json.Nodes;
using Guided.Automata;
using Guided.Expressions;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.Regex;
using Guided.Vocabularies;

namespace Guided.Grammars.Tests.Cancellation;

/// <summary>Work that would take minutes under budgets without bounds ends soon after it is cancelled, wherever it is then.</summary>
public sealed class LongWorkTests
{
    private static readonly JsonSchemaOptions NoBudgets = new()
    {
        Limits = new JsonSchemaLimits { MaxSteps = long.MaxValue, MaxFormulas = int.MaxValue, MaxPlaces = int.MaxValue, MaxWays = int.MaxValue },
    };

    private static readonly Vocabulary Bytes = new("bytes", [.. Enumerable.Range(0, 256).Select(b => new[] { (byte)b }), "<end>"u8.ToArray()], [256], [256]);

    [Fact]
    public void The_search_for_values_ends()
    {
        using var cancellation = Soon();
        var e = Record.Exception(() => JsonSchemaGrammar.Create(Unsatisfiable(40), NoBudgets, null, cancellation.Token));
        Assert.IsAssignableFrom<OperationCanceledException>(e);
    }

    [Fact]
    public void A_place_that_is_made_for_a_mask_ends_and_the_automaton_is_as_good_as_before()
    {
        var automaton = new TokenAutomaton(JsonSchemaGrammar.Create(Branches(60), NoBudgets), Bytes);
        using var cancellation = Soon();
        Assert.ThrowsAny<OperationCanceledException>(() => Read(automaton.Start, "{\"a0\":1,\"b\":[1]}", cancellation.Token));
        Assert.NotNull(automaton.Start.Advance('{'));
        Assert.Equal(1, automaton.Start.GetMask().ToArray().Count(t => t < 256));
    }

    [Fact]
    public void A_pattern_with_many_histories_ends()
    {
        using var cancellation = Soon();
        var e = Record.Exception(() => RegexGrammar.Create("(?:(?=" + string.Join(")(?=", Enumerable.Range(10, 12).Select(i => $".*a.{{{i}}}$")) + "))+.*", null, null, cancellation.Token));
        Assert.IsAssignableFrom<OperationCanceledException>(e);
    }

    // By a thread of its own: timers of the pool come late where all its threads work, and then a budget may come first.
    private static CancellationTokenSource Soon()
    {
        var cancellation = new CancellationTokenSource();
        new Thread(Cancel) { IsBackground = true }.Start();
        return cancellation;

        void Cancel()
        {
            Thread.Sleep(30);
            try
            {
                cancellation.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The test has ended in another way, and says so itself.
            }
        }
    }

    private static ITokenState Read(ITokenState state, string text, CancellationToken cancellationToken)
    {
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            state.GetMask(cancellationToken);
            state = state.Advance(value, cancellationToken)!;
        }

        return state;
    }

    // Clauses over yes and no that no choice satisfies: members that must not all be alike, as in an odd circle of colours.
    private static string Unsatisfiable(int count)
    {
        var random = new Random(3);
        var clauses = Enumerable.Range(0, count * 6).Select(_ => new JsonObject
        {
            ["anyOf"] = new JsonArray([.. Enumerable.Range(0, 3).Select(_ => (JsonNode?)new JsonObject
            {
                ["properties"] = new JsonObject { [$"m{random.Next(count)}"] = new JsonObject { ["const"] = random.Next(2) == 0 } },
            })]),
        });
        return new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. Enumerable.Range(0, count).Select(i => (JsonNode?)$"m{i}")]),
            ["allOf"] = new JsonArray([.. clauses]),
        }.ToJsonString();
    }

    private static string Branches(int count) =>
        "{\"oneOf\":[" + string.Join(',', Enumerable.Range(0, count).Select(i => "{\"properties\":{\"a" + i + "\":{\"type\":\"integer\"}}}")) + "]}";
}
