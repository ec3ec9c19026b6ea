using System.Numerics.Tensors;
using Guided.Onnx.Decoders;
using Guided.Onnx.Graphs;
using Guided.Onnx.Models;
using Guided.Onnx.Steering.LogitSpace;
using Guided.Onnx.Tests.Fixtures;
using Guided.Processors;
using Guided.Steering;
using Guided.Testing;

namespace Guided.Onnx.Tests.Steering;

/// <summary>Steering the logits equals steering the last layer inside the graph.</summary>
public sealed class LogitSteeringTests
{
    private const int Prompt = 12, Length = 20;

    [ModelTheory]
    [InlineData(0.5f)]
    [InlineData(4f)]
    [InlineData(-3f)]
    public void On_the_shipped_model_it_equals_the_last_layers_port(float strength) => Compare(ShippedModel.Folder!, 3, strength);

    [Fact]
    public void On_a_model_in_full_precision_it_equals_the_last_layers_port()
    {
        using var model = new TinyModel(new TinyModelOptions { ExternalData = true });
        Compare(model.Folder, 1, 3);
    }

    [ModelFact]
    public void With_the_norm_frozen_the_row_is_the_exact_one_times_a_factor()
    {
        var (exact, frozen, factor) = Rows(ShippedModel.Folder!, 3, 4);
        Assert.NotInRange(factor, 0.99, 1.01);
        Assert.All(exact.Zip(frozen), pair => Assert.Equal(pair.First * factor, pair.Second, 1e-3));
        Assert.Equal(TensorPrimitives.IndexOfMax<float>(exact), TensorPrimitives.IndexOfMax<float>(frozen));
    }

    [Fact]
    public void What_cannot_be_read_or_used_is_refused()
    {
        using var unnamed = new TinyModel(new TinyModelOptions { Named = false });
        Assert.Throws<ModelLoadException>(() => OutputHeadReader.Read(unnamed.Folder));
        using var model = new TinyModel();
        var head = OutputHeadReader.Read(model.Folder);
        Assert.Equal((64, 96), (head.Width, head.VocabularySize));
        Assert.Throws<SteeringException>(() => new LogitSteeringProcessor(new LogitSteeringOptions { Head = head, Direction = new float[] { 1 }, Strength = 1, Streams = new ResidualReader(1) }));
        Assert.Throws<SteeringException>(() => new LogitSteeringProcessor(new LogitSteeringOptions { Head = head, Direction = Steered.Vector(64, 1), Strength = 1 }));
        Assert.Throws<SteeringException>(() => new ResidualReader(1).At(0));
    }

    private static void Compare(string folder, int layer, float strength)
    {
        using var decoder = OnnxDecoder.Load(folder, new OnnxDecoderOptions { Ports = new DecoderPorts { Steered = [layer], HiddenStates = [layer] } });
        var tokens = Steered.Tokens(decoder.VocabularySize, Length);
        var direction = Steered.Vector(decoder.Port!.Width, 3);
        using var steered = decoder.CreateSequence(
            Steered.Program(decoder, Prompt, new SteeringEdit(layer, SteeringFeature.FromDirection("d", direction), SteeringOperation.Add(strength)) { Scope = SteeringScope.Generated }));
        var expected = Steered.Run(steered, tokens, Prompt);

        var streams = new ResidualReader(layer);
        using var plain = decoder.CreateSequence(null, streams);
        var processor = new LogitSteeringProcessor(new LogitSteeringOptions
        {
            Head = OutputHeadReader.Read(folder),
            Direction = direction,
            Strength = strength,
            Streams = streams,
            PromptEnd = Prompt,
        });
        var width = decoder.VocabularySize;
        var row = plain.Append(tokens.AsSpan(0, Prompt)).ToArray();
        for (var position = Prompt - 1; position < Length - 1; position++)
        {
            var logits = new LogitRow(row);
            processor.Process(ref logits);
            for (var token = 0; token < width; token++)
            {
                Assert.Equal(expected[(position * width) + token], row[token], 5e-4);
            }

            processor.Accept(tokens[position + 1]);
            row = plain.Append([tokens[position + 1]]).ToArray();
        }
    }

    private static (float[] Exact, float[] Frozen, double Factor) Rows(string folder, int layer, float strength)
    {
        using var decoder = OnnxDecoder.Load(folder, new OnnxDecoderOptions { Ports = new DecoderPorts { HiddenStates = [layer] } });
        var streams = new ResidualReader(layer);
        using var sequence = decoder.CreateSequence(null, streams);
        var row = sequence.Append(Steered.Tokens(decoder.VocabularySize, Prompt)).ToArray();
        var head = OutputHeadReader.Read(folder);
        var direction = Steered.Vector(head.Width, 3);
        var options = new LogitSteeringOptions { Head = head, Direction = direction, Strength = strength, Streams = streams, PromptEnd = Prompt };
        var exact = Apply(options, row);
        var frozen = Apply(options with { FreezesNorm = true }, row);
        var stream = streams.At(Prompt - 1).ToArray();
        var before = head.RootMeanSquare(stream);
        TensorPrimitives.MultiplyAdd(direction, strength, stream, stream);
        return (exact, frozen, head.RootMeanSquare(stream) / before);
    }

    private static float[] Apply(LogitSteeringOptions options, float[] row)
    {
        var copy = row.ToArray();
        var logits = new LogitRow(copy);
        new LogitSteeringProcessor(options).Process(ref logits);
        return copy;
    }
}
