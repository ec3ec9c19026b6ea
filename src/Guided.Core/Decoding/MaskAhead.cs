using System.Diagnostics;
using Guided.Automata;

namespace Guided.Decoding;

/// <summary>Computes masks on another thread while the model runs.</summary>
/// <remarks>
/// <para>
/// The states whose masks the coming rows of logits need are known before the pass: that of the output, and those behind each guess. Masks are
/// kept by their states, so the thread that chooses finds them there; while one is still being made it waits for it, and one that was not begun
/// it makes itself. What comes out is the same.
/// </para>
/// <para>
/// Nothing is begun for masks that are at hand, on a machine with one processor, or where masks are made faster than a thread wakes up. A mask
/// that cannot be made (a budget is used up) fails again, and is reported, where it is needed.
/// </para>
/// </remarks>
internal sealed class MaskAhead : IThreadPoolWorkItem, IDisposable
{
    private const int Idle = 0, Queued = 1, Running = 2;

    // Waking a thread takes a few microseconds, and it also takes time from whatever else that processor would do.
    private static readonly TimeSpan LeastWorth = TimeSpan.FromMicroseconds(30);

    // A first guess of what a mask takes, by the size of the vocabulary.
    private const double SecondsPerToken = 2e-9;

    private readonly List<ITokenState> _states = [];
    private readonly int _processors;
    private CancellationTokenSource _stop = new();
    private int _phase;
    private double _usualSeconds;

    /// <summary>Makes it for one generation.</summary>
    /// <param name="vocabularySize">The size of the masks.</param>
    /// <param name="processors">The processors of the machine.</param>
    public MaskAhead(int vocabularySize, int processors)
    {
        _processors = processors;
        _usualSeconds = vocabularySize * SecondsPerToken;
    }

    /// <summary>The masks that were computed while the model ran.</summary>
    public int Computed { get; private set; }

    /// <summary>Whether masks are worth another thread.</summary>
    public bool IsWorthwhile => _processors > 1 && _usualSeconds > LeastWorth.TotalSeconds;

    /// <summary>Adds a state whose mask will be needed. Nothing happens while earlier work goes on.</summary>
    public void Add(ITokenState state)
    {
        if (Volatile.Read(ref _phase) == Idle && state.KnownMask is null)
        {
            _states.Add(state);
        }
    }

    /// <summary>Begins with the states that were added.</summary>
    public void Begin()
    {
        if (_states.Count > 0 && Interlocked.CompareExchange(ref _phase, Queued, Idle) == Idle)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Ends the work early, since the pass it was for failed, and waits for its end.</summary>
    public void Cancel()
    {
        if (Interlocked.CompareExchange(ref _phase, Idle, Queued) == Queued)
        {
            _states.Clear();
            return;
        }

        if (Volatile.Read(ref _phase) == Running)
        {
            _stop.Cancel();
            SpinWait.SpinUntil(() => Volatile.Read(ref _phase) != Running);
            _stop.Dispose();
            _stop = new CancellationTokenSource();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Cancel();
        _stop.Dispose();
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        if (Interlocked.CompareExchange(ref _phase, Running, Queued) != Queued)
        {
            return;
        }

        try
        {
            foreach (var state in _states)
            {
                Make(state);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or Expressions.GrammarLimitException)
        {
            // The first is meant; the second comes again where the mask is needed.
        }
        finally
        {
            _states.Clear();
            Volatile.Write(ref _phase, Idle);
        }
    }

    private void Make(ITokenState state)
    {
        if (state.KnownMask is null && state.CountContinuations(out _, _stop.Token) == Continuations.Several)
        {
            var start = Stopwatch.GetTimestamp();
            state.GetMask(_stop.Token);
            _usualSeconds = (0.75 * _usualSeconds) + (0.25 * Stopwatch.GetElapsedTime(start).TotalSeconds);
            Computed++;
        }
    }
}
