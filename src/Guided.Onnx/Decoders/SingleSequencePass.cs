using Guided.Decoding;
using Guided.Onnx.Interop;
using Guided.Onnx.Steering.Ports;

namespace Guided.Onnx.Decoders;

/// <summary>Appends tokens to one sequence, whose cache the caller has bound; a long run of tokens goes in several passes.</summary>
internal sealed class SingleSequencePass(OnnxDecoder decoder) : IDisposable
{
    private readonly ForwardPass _pass = new(decoder, initialMask: 1);

    /// <summary>Where the KV cache is to be bound, <c>[1, heads, capacity, head size]</c>.</summary>
    public OrtIoBinding Binding => _pass.Binding;

    /// <summary>What the passes read and write beside; disposed of with this object.</summary>
    public SequencePorts? Ports { get; set; }

    /// <summary>Makes room in the mask, so that no step up to this length allocates.</summary>
    public void Reserve(int capacity) => _pass.Mask(capacity);

    /// <summary>Refuses what cannot be appended.</summary>
    /// <exception cref="ArgumentException">There are no tokens, an unknown one, or more rows than tokens.</exception>
    /// <exception cref="ContextOverflowException">The sequence would grow past the context.</exception>
    public void Validate(ReadOnlySpan<int> tokens, int rows, int length)
    {
        if (tokens.IsEmpty)
        {
            throw new ArgumentException("At least one token is needed.", nameof(tokens));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, tokens.Length);
        if (length + (long)tokens.Length > decoder.ContextLength)
        {
            throw new ContextOverflowException(length + tokens.Length, decoder.ContextLength);
        }

        foreach (var token in tokens)
        {
            decoder.CheckToken(token);
        }
    }

    /// <summary>Runs the model over tokens, for which the cache has room, and gives the last rows of logits.</summary>
    public Span<float> Append(ReadOnlySpan<int> tokens, int rows, int length, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // The last pass holds all the rows asked for; what does not divide evenly goes first.
        var chunk = Math.Max(decoder.PrefillChunk, rows);
        var taken = (tokens.Length - 1) % chunk + 1;
        var pass = tokens[..taken];
        while (true)
        {
            Run(pass, length, cancellationToken);
            length += pass.Length;
            if (taken == tokens.Length)
            {
                return _pass.LastLogits(rows);
            }

            pass = tokens.Slice(taken, chunk);
            taken += chunk;
        }
    }

    public void Dispose()
    {
        _pass.Dispose();
        Ports?.Dispose();
    }

    private void Run(ReadOnlySpan<int> tokens, int past, CancellationToken cancellationToken)
    {
        var ids = _pass.Ids(tokens.Length);
        for (var index = 0; index < tokens.Length; index++)
        {
            ids[index] = tokens[index];
        }

        var positions = _pass.Positions(tokens.Length);
        for (var index = 0; index < positions.Length; index++)
        {
            positions[index] = past + index;
        }

        _pass.Mask(past + tokens.Length);
        Ports?.Prepare(tokens, past);
        _pass.Run(1, tokens.Length, past + tokens.Length, cancellationToken);
        Ports?.Complete(tokens, past);
    }
}
