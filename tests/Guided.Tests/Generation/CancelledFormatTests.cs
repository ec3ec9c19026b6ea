using Guided.Formats;
using Guided.Grammars.Regex;
using Guided.Rules;
using Guided.Testing;

namespace Guided.Generation;

/// <summary>A format is made under the token of the request that asks for it first, and a request that waits for it does not fall with that one.</summary>
public class CancelledFormatTests
{
    private static readonly RequestOptions Short = new() { Generation = new() { MaxTokens = 8 } };

    [ModelFact]
    public async Task A_request_that_waits_for_a_format_makes_it_when_the_first_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var format = new SlowFormat();
        var first = TestModel.Shared.GenerateTextAsync("Yes or no?", format, Short, cancellation.Token);
        Assert.True(format.Begun.Wait(TimeSpan.FromSeconds(30)));
        var second = TestModel.Shared.GenerateTextAsync("Yes or no?", format, Short);
        await Task.Delay(50);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Contains((await second).Value, new[] { "yes", "no" });
        Assert.Equal(2, format.Calls);
    }

    [ModelFact]
    public async Task A_format_is_given_the_token_of_its_request()
    {
        using var cancellation = new CancellationTokenSource();
        var schema = """{"type":"object","allOf":[{"anyOf":[{"required":["a"]},{"required":["b"]}]}]}""";
        await cancellation.CancelAsync();
        Assert.ThrowsAny<OperationCanceledException>(() => OutputFormat.Json(schema).CreateGrammar(cancellation.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => OutputFormat.Regex("a+b").CreateGrammar(cancellation.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => OutputFormat.Choice(["a", "b"]).CreateGrammar(cancellation.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TestModel.Shared.GenerateTextAsync("Hello", OutputFormat.Json(schema), Short, cancellation.Token));
    }

    private sealed class SlowFormat : OutputFormat
    {
        public ManualResetEventSlim Begun { get; } = new();

        public int Calls { get; private set; }

        public override string? Instruction => null;

        protected internal override object? Key => this;

        public override Grammar? CreateGrammar(CancellationToken cancellationToken = default)
        {
            if (Calls++ > 0)
            {
                return RegexGrammar.Create("yes|no", cancellationToken: cancellationToken);
            }

            Begun.Set();
            cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
