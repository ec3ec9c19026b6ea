using Guided.Decoding;
using Guided.Formats;
using Guided.Onnx.Chat;
using Guided.Testing;
using Guided.Typed;

namespace Guided.Generation;

public class StreamTests
{
    private const string Prompt = "Read the order.\nMy name is Jürgen Größe. Please send 3 red chairs by 3 May 2026.";

    [ModelFact]
    public async Task The_pieces_are_the_text_and_the_last_has_the_value()
    {
        var whole = await TestModel.Shared.GenerateResultAsync<GenerateTests.Order>(Prompt);
        var updates = new List<Update<GenerateTests.Order>>();
        await foreach (var update in TestModel.Shared.StreamAsync<GenerateTests.Order>(Prompt))
        {
            updates.Add(update);
        }

        Assert.True(updates.Count > 2);
        Assert.Equal(whole.Text, string.Concat(updates.Select(u => u.Text)));
        Assert.All(updates.SkipLast(1), u => Assert.Null(u.Result));
        Assert.Equal(whole.Value, updates[^1].Result!.Value);
        Assert.Equal(whole.FinishReason, updates[^1].FinishReason);
    }

    [ModelFact]
    public async Task Members_and_items_come_as_they_close()
    {
        var closed = new List<ClosedValue>();
        var customers = new List<string?>();
        GenerateTests.Order? value = null;
        await foreach (var update in TestModel.Shared.StreamAsync<GenerateTests.Order>(Prompt))
        {
            closed.AddRange(update.Closed);
            customers.Add(update.TryReadPartial(out var order) ? order.Name : null);
            value = update.Result is { } result ? result.Value : value;
            if (closed.Count > 0 && closed[^1].Depth == 0)
            {
                Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(update.ReadPartial(), System.Text.Json.Nodes.JsonNode.Parse(closed[^1].Text)));
            }
        }

        Assert.Equal(("", 0), (closed[^1].Path, closed[^1].Depth));
        Assert.Equal(value, closed[^1].As<GenerateTests.Order>());
        Assert.Equal(value!.Name, closed.Single(c => c.Path == "/name").As<string>());
        Assert.True(customers.Distinct().Count() > 2, "the name grows");
    }

    [ModelFact]
    public async Task Items_of_a_list_are_typed()
    {
        var items = new List<string>();
        await foreach (var item in TestModel.Shared.StreamItemsAsync<string>("List the colours.\nred, green, blue", new RequestOptions { Generation = new() { MaxTokens = 60 } }))
        {
            items.Add(item);
        }

        var whole = await TestModel.Shared.GenerateAsync<string[]>("List the colours.\nred, green, blue", new RequestOptions { Generation = new() { MaxTokens = 60 } });
        Assert.Equal(whole, items);
    }

    [ModelFact]
    public async Task Characters_of_several_tokens_are_never_split()
    {
        var text = "";
        await foreach (var update in TestModel.Shared.StreamTextAsync(
            [new ChatTemplateMessage("user", Prompt)], OutputFormat.Choice(["€😀€😀€😀€😀é"])))
        {
            Assert.DoesNotContain('\uFFFD', update.Text);
            text += update.Text;
        }

        Assert.Equal("€😀€😀€😀€😀é", text);
    }

    [ModelFact]
    public async Task A_stream_may_be_left_early()
    {
        await foreach (var update in TestModel.Shared.StreamAsync<GenerateTests.Order>(Prompt))
        {
            Assert.Null(update.Result);
            break;
        }

        Assert.NotNull(await TestModel.Shared.GenerateAsync<GenerateTests.Order>(Prompt));
    }

    [ModelFact]
    public async Task Cancellation_ends_a_stream_and_a_generation()
    {
        using var source = new CancellationTokenSource();
        var format = OutputFormat.Regex("([a-z] ){200}");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in TestModel.Shared.StreamTextAsync(
                [new ChatTemplateMessage("user", Prompt)], format, cancellationToken: source.Token))
            {
                await source.CancelAsync();
            }
        });

        // By the model itself at its tenth pass: a timer may come too late on a busy machine.
        using var later = new CancellationTokenSource();
        var model = new GuidedModel(
            "cancelling", new CancellingDecoder(TestModel.Shared.Decoder, later, 10), TestModel.Shared.Tokenizer, TestModel.Shared.Template);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => model.GenerateTextAsync(Prompt, format, null, later.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TestModel.Shared.ClassifyAsync(Prompt, ["a", "b"], null, source.Token));
    }

    /// <summary>A model that cancels the request when it runs for the n-th time, and is not disposed of with its wrapper.</summary>
    private sealed class CancellingDecoder(IDecoder model, CancellationTokenSource source, int at) : IDecoder
    {
        public int VocabularySize => model.VocabularySize;

        public int ContextLength => model.ContextLength;

        public IDecoderSequence CreateSequence() => new Sequence(model.CreateSequence(), source, at);

        public void Dispose()
        {
        }

        private sealed class Sequence(IDecoderSequence inner, CancellationTokenSource source, int at) : IDecoderSequence
        {
            private int _passes;

            public int Length => inner.Length;

            public Span<float> Append(ReadOnlySpan<int> tokens, int rows = 1, CancellationToken cancellationToken = default)
            {
                Assert.InRange(++_passes, 1, at);
                if (_passes == at)
                {
                    source.Cancel();
                }

                return inner.Append(tokens, rows, cancellationToken);
            }

            public void Rewind(int length) => inner.Rewind(length);

            public IDecoderSequence Fork() => new Sequence(inner.Fork(), source, at);

            public void Dispose() => inner.Dispose();
        }
    }
}
