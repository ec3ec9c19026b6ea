namespace Guided.Processors;

/// <summary>The processors of one request in their order, run in two halves.</summary>
/// <remarks>
/// <see cref="Prepare"/> changes logits (steering to temperature), <see cref="Truncate"/> narrows the row (top-k to min-p) and leaves
/// what it was given, so that a choice can be made again without a token. The grammar's mask is asserted again after a half in which
/// a processor cannot promise to leave forbidden tokens forbidden.
/// <para>
/// Constraints beside the grammar (<see cref="TokenConstraint"/>) run after it and give way where nothing is left: at once when the grammar allows
/// nothing else, and later, by <see cref="TryGiveWay"/>, when the token limit leaves nothing else.
/// </para>
/// </remarks>
internal sealed class ProcessorChain : IDisposable
{
    private readonly ILogitProcessor[] _all;
    private readonly ILogitProcessor[] _prepare;
    private readonly ILogitProcessor[] _truncate;
    private readonly TokenConstraint[] _constraints;
    private readonly bool _greedy;
    private readonly bool _reassertPrepared;
    private readonly bool _reassertTruncated;
    private bool _takenWasPrepared;

    /// <summary>Orders the processors by stage; those of one stage keep their order.</summary>
    /// <param name="processors">The processors, which the chain owns from now on.</param>
    /// <param name="greedy">Whether processors that cannot change the argmax are skipped.</param>
    /// <exception cref="ArgumentException">There is more than one grammar mask.</exception>
    public ProcessorChain(IEnumerable<ILogitProcessor> processors, bool greedy)
    {
        _all = [.. processors.OrderBy(p => p.Stage).ThenBy(p => p is TokenConstraint)];
        _greedy = greedy;
        _constraints = [.. _all.OfType<TokenConstraint>()];
        var active = _all.Where(p => !greedy || p.ChangesArgmax);
        _prepare = [.. active.Where(p => p.Stage < ProcessorStage.TopK)];
        _truncate = [.. active.Where(p => p.Stage >= ProcessorStage.TopK)];
        var masks = _all.OfType<GrammarMaskProcessor>().ToArray();
        if (masks.Length > 1)
        {
            throw new ArgumentException("A request takes one grammar; intersect several into one.", nameof(processors));
        }

        Grammar = masks.FirstOrDefault();
        IsPointwise = _truncate.Length == 0 && _prepare.All(p => p == Grammar || p.Stage < ProcessorStage.Mask || p.IsPointwise);
        HasOtherMasks = _all.Any(p => p.MayForbid && p != Grammar && p is not TokenConstraint { IsStrict: false });
        _reassertPrepared = Grammar is not null && RaisesAfterMask(_prepare);
        _reassertTruncated = Grammar is not null && RaisesAfterMask(_truncate);
    }

    /// <summary>The grammar mask among the processors.</summary>
    public GrammarMaskProcessor? Grammar { get; }

    /// <summary>Whether another constraint does not give way to the grammar, so that its only token may still be forbidden.</summary>
    public bool HasOtherMasks { get; }

    /// <summary>The accepted tokens that a constraint forbids: those for which it gave way.</summary>
    public int OverriddenTokens { get; private set; }

    /// <summary>
    /// Whether the grammar's mask may as well be applied last, because what runs after it changes each logit by itself and drops none.
    /// </summary>
    public bool MaskMayComeLast => Grammar is not null && IsPointwise;

    /// <summary>Whether what runs after the masks changes each logit by itself and drops none.</summary>
    public bool IsPointwise { get; }

    /// <summary>Tells every processor the prompt.</summary>
    public void Begin(ReadOnlySpan<int> prompt)
    {
        foreach (var processor in _all)
        {
            processor.Begin(prompt);
        }
    }

    /// <summary>Runs the processors that change logits, without the grammar's mask and the constraints beside it.</summary>
    public void PrepareUnmasked(ref LogitRow row, CancellationToken cancellationToken)
    {
        foreach (var processor in _prepare)
        {
            if (processor != Grammar && processor is not TokenConstraint)
            {
                processor.Process(ref row, cancellationToken);
            }
        }
    }

    /// <summary>Masks a row after <see cref="PrepareUnmasked"/>.</summary>
    public void MaskPrepared(ref LogitRow row, CancellationToken cancellationToken)
    {
        Grammar?.Process(ref row, cancellationToken);
        foreach (var constraint in _constraints)
        {
            Constrain(constraint, ref row, cancellationToken);
        }

        _takenWasPrepared = true;
    }

    /// <summary>Runs the processors that change logits.</summary>
    public void Prepare(ref LogitRow row, CancellationToken cancellationToken)
    {
        foreach (var processor in _prepare)
        {
            if (processor is TokenConstraint constraint)
            {
                Constrain(constraint, ref row, cancellationToken);
            }
            else
            {
                processor.Process(ref row, cancellationToken);
            }
        }

        _takenWasPrepared = false;
        if (_reassertPrepared)
        {
            Grammar!.Reassert(ref row);
            foreach (var constraint in _constraints)
            {
                Constrain(constraint, ref row, cancellationToken);
            }
        }
    }

    /// <summary>Whether the grammar and every constraint allow a token. Does not need the mask.</summary>
    public bool Allows(int token, CancellationToken cancellationToken)
    {
        foreach (var constraint in _constraints)
        {
            if (constraint.Forbids(token))
            {
                return false;
            }
        }

        return Grammar!.Allows(token, cancellationToken);
    }

    /// <summary>Replaces a row in which no token is left by what the last constraint that gives way forbade in it.</summary>
    /// <returns>False when no constraint has anything to give.</returns>
    public bool TryGiveWay(ref LogitRow row, CancellationToken cancellationToken)
    {
        for (var i = _constraints.Length - 1; i >= 0 && Grammar is not null; i--)
        {
            if (_constraints[i] is not { IsStrict: false, TakenCount: > 0 } constraint)
            {
                continue;
            }

            constraint.GiveBackAlone(ref row);
            foreach (var processor in _prepare)
            {
                if (!_takenWasPrepared && processor.Stage > ProcessorStage.Mask)
                {
                    processor.Process(ref row, cancellationToken);
                }
            }

            return true;
        }

        return false;
    }

    /// <summary>Runs the processors that narrow the row.</summary>
    public void Truncate(ref LogitRow row, CancellationToken cancellationToken)
    {
        foreach (var processor in _truncate)
        {
            processor.Process(ref row, cancellationToken);
        }

        if (_reassertTruncated)
        {
            Grammar!.Reassert(ref row);
        }
    }

    /// <summary>Tells every processor which token was chosen.</summary>
    public void Accept(int token)
    {
        foreach (var constraint in _constraints)
        {
            if (constraint.Forbids(token))
            {
                OverriddenTokens++;
                break;
            }
        }

        foreach (var processor in _all)
        {
            processor.Accept(token);
        }
    }

    /// <summary>Takes accepted tokens back from every processor.</summary>
    public void Rewind(int count)
    {
        foreach (var processor in _all)
        {
            processor.Rewind(count);
        }
    }

    /// <summary>Copies the processors with their states.</summary>
    public ProcessorChain Fork() => new(_all.Select(p => p.Fork()), _greedy);

    /// <summary>A chain of some of the processors, themselves; the others are disposed of.</summary>
    public ProcessorChain Only(Predicate<ILogitProcessor> isKept)
    {
        foreach (var processor in _all)
        {
            if (!isKept(processor))
            {
                (processor as IDisposable)?.Dispose();
            }
        }

        return new ProcessorChain(Array.FindAll(_all, isKept), _greedy);
    }

    /// <summary>Disposes the processors that hold memory.</summary>
    public void Dispose()
    {
        foreach (var processor in _all)
        {
            (processor as IDisposable)?.Dispose();
        }
    }

    // Forbids what a constraint forbids, unless the grammar leaves nothing else.
    private void Constrain(TokenConstraint constraint, ref LogitRow row, CancellationToken cancellationToken)
    {
        constraint.Process(ref row, cancellationToken);
        if (constraint.TakenCount == 0 || !float.IsNegativeInfinity(Softmax.MaxOrNaN(in row)))
        {
            return;
        }

        if (Grammar is not null && !constraint.IsStrict)
        {
            constraint.GiveBack(in row);
            return;
        }

        throw new NoTokenLeftException(
            $"{constraint.Name} forbid every token that was left{(Grammar is null ? "" : " by the grammar")}. "
            + "Forbid less, or, under a grammar, let the constraint give way (IsStrict = false).");
    }

    private static bool RaisesAfterMask(ILogitProcessor[] processors) =>
        processors.Any(p => p.Stage >= ProcessorStage.Mask && !p.KeepsForbidden);
}
