namespace Guided.Expressions;

/// <summary>What long work on this thread is done for: it ends when that is cancelled.</summary>
/// <remarks>
/// Derivatives are made, and lazy expressions unfolded, deep inside look-ups that take no cancellation token and mostly find what is there. The places
/// that may be long when it is not (searches for members, the making of many expressions, the reading of a schema) ask here. Whoever takes a token
/// begins with it: automata do for each mask and step, front ends for each grammar. A <see cref="LazyExpression"/> or <see cref="Capture"/> with much to do asks
/// <see cref="ThrowIfCancelled"/> now and then, and keeps nothing half-made when it throws.
/// </remarks>
public static class Exploration
{
    [ThreadStatic]
    private static CancellationToken _token;

    /// <summary>The token of the work at hand; <see cref="CancellationToken.None"/> outside of any.</summary>
    internal static CancellationToken Token => _token;

    /// <summary>Begins work on this thread; disposing ends it.</summary>
    /// <param name="cancellationToken">Ends the work early; one that cannot be cancelled leaves that of the work around.</param>
    public static Scope Begin(CancellationToken cancellationToken)
    {
        var outer = _token;
        _token = cancellationToken.CanBeCanceled ? cancellationToken : outer;
        return new Scope(outer);
    }

    /// <summary>Begins work that others need too, such as what a process makes once: it is not ended with the work around. Disposing ends it.</summary>
    public static Scope BeginShared()
    {
        var outer = _token;
        _token = CancellationToken.None;
        return new Scope(outer);
    }

    /// <summary>Ends the work where it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">The work is cancelled.</exception>
    public static void ThrowIfCancelled() => _token.ThrowIfCancellationRequested();

    /// <summary>Ends work on this thread.</summary>
#pragma warning disable CA1034, CA1815 // a scope is only disposed, and has no other use
    public readonly struct Scope : IDisposable
#pragma warning restore CA1034, CA1815
    {
        private readonly CancellationToken _outer;

        internal Scope(CancellationToken outer) => _outer = outer;

        /// <inheritdoc/>
        public void Dispose() => _token = _outer;
    }
}
