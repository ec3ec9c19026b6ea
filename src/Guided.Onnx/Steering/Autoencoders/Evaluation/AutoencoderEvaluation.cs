using System.Numerics.Tensors;
using Guided.Decoding;
using Guided.Onnx.Steering.Autoencoders;
using Guided.Steering;
using Guided.Vocabularies;

namespace Guided.Onnx.Steering.Autoencoders.Evaluation;

/// <summary>Measures an autoencoder on a model that runs: sparsity, reconstruction, dead features, and what the model loses with the reconstruction in its stream.</summary>
/// <remarks>
/// The reconstruction is put in the stream's place by the steering port: one direction a position, the difference of the two, added with
/// strength 1 at that position alone. The stream before the layer does not change by that, so the differences of one pass hold for the next.
/// </remarks>
public sealed class AutoencoderEvaluation
{
    private readonly ISteerableDecoder _decoder;
    private readonly Vocabulary _vocabulary;
    private readonly SparseAutoencoder _autoencoder;
    private readonly int _layer;

    /// <summary>Makes an evaluation.</summary>
    /// <param name="decoder">Loaded with the layer's hidden states and steering port.</param>
    /// <param name="vocabulary">The model's vocabulary.</param>
    /// <param name="autoencoder">The autoencoder.</param>
    /// <param name="layer">The block behind which it reads, from 0; null for what its files say.</param>
    /// <exception cref="ArgumentException">No layer is given and the files do not name one, it is a transcoder, or the widths differ.</exception>
    /// <exception cref="SteeringException">The model was loaded without the layer's ports.</exception>
    public AutoencoderEvaluation(ISteerableDecoder decoder, Vocabulary vocabulary, SparseAutoencoder autoencoder, int? layer = null)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(autoencoder);
        (_decoder, _vocabulary, _autoencoder, _layer) = (decoder, vocabulary, autoencoder, layer ?? autoencoder.RequireResidualLayer());
        if (decoder.Port?.Layers.Contains(_layer) != true || !decoder.Activations.HiddenStates.Contains(_layer))
        {
            throw new SteeringException($"The model was loaded without the ports of layer {_layer}. Ask for it under Steered and HiddenStates of the decoder's ports.");
        }

        if (decoder.Port.Width != autoencoder.InputWidth)
        {
            throw new ArgumentException($"The model's stream has {decoder.Port.Width} elements; the autoencoder of {autoencoder.Source} reads {autoencoder.InputWidth}.", nameof(autoencoder));
        }
    }

    /// <summary>Runs the texts, three passes each.</summary>
    /// <param name="texts">At least one.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="ArgumentException">There is no text, or one has no prompt or no answer.</exception>
    public AutoencoderMetrics Measure(IEnumerable<EvaluationText> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var statistics = new StreamStatistics(_autoencoder);
        double own = 0, spliced = 0, zero = 0;
        var answers = 0;
        foreach (var text in texts)
        {
            if (text.AnswerStart < 1 || text.AnswerStart >= text.Tokens.Count)
            {
                throw new ArgumentException($"A text of {text.Tokens.Count} tokens cannot have its answer at {text.AnswerStart}.", nameof(texts));
            }

            var width = _autoencoder.InputWidth;
            var states = new StreamRecorder(_layer, width);
            own += Loss(text, null, states, cancellationToken);
            var (to, away) = (new float[states.Rows.Length], new float[states.Rows.Length]);
            for (var start = 0; start < to.Length; start += width)
            {
                statistics.Add(states.Rows.Slice(start, width), to.AsSpan(start, width));
            }

            TensorPrimitives.Subtract(to, states.Rows, to);
            TensorPrimitives.Negate(states.Rows, away);
            spliced += Loss(text, to, null, cancellationToken);
            zero += Loss(text, away, null, cancellationToken);
            answers += text.Tokens.Count - text.AnswerStart;
        }

        return answers > 0
            ? statistics.ToMetrics(own / answers, spliced / answers, zero / answers)
            : throw new ArgumentException("There is no text to measure on.", nameof(texts));
    }

    // The summed cross entropy of the answer's tokens, with these rows added to the stream.
    private double Loss(EvaluationText text, float[]? added, IActivationListener? listener, CancellationToken cancellationToken)
    {
        var program = added is null ? null : SteeringProgram.Compile(Additions(added), _decoder.Port!, new SteeringContext(_vocabulary, text.AnswerStart));
        using var sequence = _decoder.CreateSequence(program, listener);
        var tokens = text.Tokens.Take(text.Tokens.Count - 1).ToArray();
        var rows = tokens.Length - text.AnswerStart + 1;
        var logits = sequence.Append(tokens, rows, cancellationToken);
        var loss = 0.0;
        for (var row = 0; row < rows; row++)
        {
            var line = logits.Slice(row * _decoder.VocabularySize, _decoder.VocabularySize);
            var largest = TensorPrimitives.Max<float>(line);
            var sum = 0.0;
            foreach (var logit in line)
            {
                sum += Math.Exp(logit - largest);
            }

            loss += Math.Log(sum) + largest - line[text.Tokens[text.AnswerStart + row]];
        }

        return loss;
    }

    private SteeringSpecification Additions(float[] rows)
    {
        var width = _autoencoder.InputWidth;
        var edits = new List<SteeringEdit>();
        for (var position = 0; position * width < rows.Length; position++)
        {
            var row = rows.AsMemory(position * width, width);
            if (TensorPrimitives.SumOfSquares(row.Span) > 0)
            {
                edits.Add(new SteeringEdit(_layer, SteeringFeature.FromDirection($"position {position}", row), SteeringOperation.Add(1))
                {
                    Scope = new SteeringScope { Positions = [new PositionRange(position, position + 1)] },
                });
            }
        }

        return new SteeringSpecification([.. edits]);
    }
}
