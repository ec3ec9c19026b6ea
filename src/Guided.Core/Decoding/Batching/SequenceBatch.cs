namespace Guided.Decoding.Batching;

/// <summary>A batch for models that run one sequence at a time: a step is one pass for each sequence.</summary>
/// <remarks>It is no faster than the sequences by themselves; it lets what is written for batches serve every model.</remarks>
public sealed class SequenceBatch : IDecoderBatch
{
    private readonly IDecoder _decoder;
    private readonly HashSet<Member> _members = [];
    private long _step;

    /// <summary>Makes an empty batch.</summary>
    /// <param name="decoder">The model, which stays the caller's.</param>
    /// <param name="slots">The most sequences that may be open at the same time.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="slots"/> is below 1.</exception>
    public SequenceBatch(IDecoder decoder, int slots)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        _decoder = decoder;
        Slots = slots;
    }

    /// <summary>A batch of a model: its own where it can (<see cref="IBatchDecoder.CanBatch"/>), otherwise a <see cref="SequenceBatch"/>.</summary>
    /// <param name="decoder">The model.</param>
    /// <param name="slots">The most sequences that may be open at the same time.</param>
    public static IDecoderBatch Of(IDecoder decoder, int slots) =>
        decoder is IBatchDecoder { CanBatch: true } batching ? batching.CreateBatch(slots) : new SequenceBatch(decoder, slots);

    /// <inheritdoc/>
    public int Slots { get; }

    /// <inheritdoc/>
    public int Count => _members.Count;

    /// <inheritdoc/>
    /// <remarks>Nothing to do: each sequence has memory of its own.</remarks>
    public void Reserve(int sequences, int length)
    {
    }

    /// <inheritdoc/>
    public IBatchSequence CreateSequence() => Add(_decoder.CreateSequence);

    /// <inheritdoc/>
    public void Advance(ReadOnlySpan<IBatchSequence> sequences, ReadOnlySpan<int> tokens, CancellationToken cancellationToken = default)
    {
        if (sequences.IsEmpty || sequences.Length != tokens.Length)
        {
            throw new ArgumentException($"There are {sequences.Length} sequences and {tokens.Length} tokens; a step takes one token for each.", nameof(tokens));
        }

        _step++;
        foreach (var sequence in sequences)
        {
            if (sequence is not Member member || !_members.Contains(member) || !member.Join(_step))
            {
                throw new ArgumentException("A sequence is not an open one of this batch, or it is given twice.", nameof(sequences));
            }
        }

        var done = 0;
        try
        {
            for (; done < sequences.Length; done++)
            {
                ((Member)sequences[done]).Step(tokens[done], cancellationToken);
            }
        }
        finally
        {
            for (var i = 0; done < sequences.Length && i < done; i++)
            {
                sequences[i].Rewind(sequences[i].Length - 1);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var member in _members.ToArray())
        {
            member.Dispose();
        }
    }

    private Member Add(Func<IDecoderSequence> create)
    {
        if (Count == Slots)
        {
            throw new InvalidOperationException($"All {Slots} slots of the batch are taken: dispose of a sequence first, or make a larger batch.");
        }

        var member = new Member(this, create());
        _members.Add(member);
        return member;
    }

    private sealed class Member(SequenceBatch batch, IDecoderSequence sequence) : IBatchSequence
    {
        private float[] _logits = [];
        private long _step = -1;

        public int Length => sequence.Length;

        public Span<float> Logits => _step == batch._step
            ? _logits
            : throw new InvalidOperationException("The sequence took no part in the batch's last step.");

        public bool Join(long step) => _step != step && (_step = step) == step;

        public void Step(int token, CancellationToken cancellationToken)
        {
            var row = sequence.Append([token], 1, cancellationToken);
            if (_logits.Length != row.Length)
            {
                _logits = new float[row.Length];
            }

            row.CopyTo(_logits);
        }

        public Span<float> Append(ReadOnlySpan<int> tokens, int rows, CancellationToken cancellationToken) =>
            sequence.Append(tokens, rows, cancellationToken);

        public void Rewind(int length) => sequence.Rewind(length);

        public IBatchSequence Fork() => batch.Add(sequence.Fork);

        public void Dispose()
        {
            if (batch._members.Remove(this))
            {
                sequence.Dispose();
            }
        }
    }
}
