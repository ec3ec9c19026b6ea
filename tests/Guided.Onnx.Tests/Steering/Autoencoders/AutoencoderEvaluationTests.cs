using Guided.Onnx.Decoders;
using Guided.Onnx.Graphs;
using Guided.Onnx.Steering.Autoencoders.Evaluation;
using Guided.Onnx.Tests.Fixtures;
using Guided.Steering;

namespace Guided.Onnx.Tests.Steering.Autoencoders;

public sealed class AutoencoderEvaluationTests
{
    private static readonly EvaluationText[] Texts = [new(Steered.Tokens(96, 20), 12), new(Steered.Tokens(96, 9, seed: 6), 1)];

    [Fact]
    public void A_perfect_reconstruction_loses_nothing()
    {
        using var model = new TinyModel();
        using var decoder = Load(model.Folder, 0);
        var metrics = new AutoencoderEvaluation(decoder, Steered.Letters(96), SmallAutoencoder.Parts(64)).Measure(Texts);
        Assert.Equal(29 - Texts.Length, metrics.Tokens);
        Assert.Equal(64, metrics.ActiveFeatures, 0.01);
        Assert.Equal(1, metrics.ExplainedVariance, 1e-6);
        Assert.Equal(1, metrics.Shrinkage, 1e-6);
        Assert.Equal(metrics.Loss, metrics.SplicedLoss, 1e-6);
        Assert.Equal(1, metrics.LossRecovered, 1e-4);
        Assert.NotEqual(metrics.Loss, metrics.ZeroLoss, 0.01);
    }

    [Fact]
    public void No_reconstruction_is_as_good_as_none_and_half_of_it_is_shrunk()
    {
        using var model = new TinyModel();
        using var decoder = Load(model.Folder, 0);
        var nothing = new AutoencoderEvaluation(decoder, Steered.Letters(96), SmallAutoencoder.Parts(64, factor: 0)).Measure(Texts);
        Assert.Equal(nothing.ZeroLoss, nothing.SplicedLoss, 1e-6);
        Assert.Equal(0, nothing.LossRecovered, 1e-6);
        var half = new AutoencoderEvaluation(decoder, Steered.Letters(96), SmallAutoencoder.Parts(64, factor: 0.5f)).Measure(Texts);
        Assert.Equal(0.5, half.Shrinkage, 1e-6);
        Assert.Equal(half.Loss, nothing.Loss, 1e-9);
    }

    [Fact]
    public void The_loss_is_the_mean_cross_entropy_of_the_answer()
    {
        using var model = new TinyModel();
        using var decoder = Load(model.Folder, 0);
        var expected = 0.0;
        using var sequence = decoder.CreateSequence();
        var text = Texts[0];
        for (var position = 0; position < text.Tokens.Count - 1; position++)
        {
            var logits = sequence.Append([text.Tokens[position]]).ToArray();
            if (position >= text.AnswerStart - 1)
            {
                expected += Math.Log(logits.Sum(logit => Math.Exp(logit))) - logits[text.Tokens[position + 1]];
            }
        }

        var metrics = new AutoencoderEvaluation(decoder, Steered.Letters(96), SmallAutoencoder.Parts(64)).Measure([text]);
        Assert.Equal(expected / (text.Tokens.Count - text.AnswerStart), metrics.Loss, 1e-5);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var model = new TinyModel();
        using var plain = OnnxDecoder.Load(model.Folder);
        using var decoder = Load(model.Folder, 0);
        var vocabulary = Steered.Letters(96);
        Assert.Throws<SteeringException>(() => new AutoencoderEvaluation(plain, vocabulary, SmallAutoencoder.Parts(64)));
        Assert.Throws<SteeringException>(() => new AutoencoderEvaluation(decoder, vocabulary, SmallAutoencoder.Parts(64), layer: 1));
        Assert.Throws<ArgumentException>(() => new AutoencoderEvaluation(decoder, vocabulary, SmallAutoencoder.Parts(32)));
        Assert.Throws<ArgumentException>(() => new AutoencoderEvaluation(decoder, vocabulary, SmallAutoencoder.Parts(64, hook: "somewhere")));
        var evaluation = new AutoencoderEvaluation(decoder, vocabulary, SmallAutoencoder.Parts(64));
        Assert.Throws<ArgumentException>(() => evaluation.Measure([]));
        Assert.Throws<ArgumentException>(() => evaluation.Measure([new EvaluationText([1, 2], 2)]));
    }

    private static OnnxDecoder Load(string folder, int layer) => OnnxDecoder.Load(
        folder, new OnnxDecoderOptions { Ports = new DecoderPorts { Steered = [layer], HiddenStates = [layer], Capabilities = SteeringCapabilities.None } });
}
