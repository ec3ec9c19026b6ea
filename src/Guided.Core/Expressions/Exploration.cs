namespace Guided.Expressions;

/// <summary>What the exploration of expressions on this thread is done for: it ends when that is cancelled.</summary>
/// <remarks>
/// Derivatives are made deep inside look-ups that take no cancellation token and mostly find what is there. The few places that may be
/// long when it is not (searches for members, the making of many expressions) ask here.
/// </remarks>
internal static class Exploration
{
    [ThreadStatic]
    private static CancellationToken _token;

    /// <summary>The token of the work at hand; <see cref="CancellationToken.None"/> outside of any.</summary>
    public static CancellationToken Token => _token;

    /// <summary>Begins work on this thread; disposing ends it.</summary>
    public static Scope Begin(CancellationToken cancellationToken)
    {
        var outer = _token;
        _token = cancellationToken.CanBeCanceled ? cancellationToken : outer;
        return new Scope(outer);
    }

    /// <summary>Ends the work where it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">The work is cancelled.</exception>
    public static void ThrowIfCancelled() => _token.ThrowIfCancellationRequested();

    /// <summary>Ends work on this thread.</summary>
    internal readonly struct Scope(CancellationToken outer) : IDisposable
    {
        public void Dispose() => _token = outer;
    }
}
