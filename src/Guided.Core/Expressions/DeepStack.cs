using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Guided.Expressions;

/// <summary>Carries a recursion on where the stack runs low, on a thread with a stack of its own.</summary>
/// <remarks>
/// Expressions nest as deep as the budget allows (<see cref="GrammarLimits.MaxNesting"/>), which may be deeper than the caller's stack. What is
/// run must not take a lock that the caller holds.
/// </remarks>
internal static class DeepStack
{
    // Address space; memory is taken as the stack grows.
    private const int StackBytes = 64 << 20;

    /// <summary>Whether the stack of this thread is nearly used up.</summary>
    public static bool IsLow => !RuntimeHelpers.TryEnsureSufficientExecutionStack();

    /// <summary>Runs a function on a fresh stack and waits for it.</summary>
    public static TResult Run<TArgument, TResult>(Func<TArgument, TResult> function, TArgument argument)
    {
        TResult result = default!;
        ExceptionDispatchInfo? failure = null;
        var cancellationToken = Exploration.Token;
        var thread = new Thread(
            () =>
            {
                try
                {
                    using var scope = Exploration.Begin(cancellationToken);
                    result = function(argument);
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            },
            StackBytes)
        {
            IsBackground = true,
            Name = "Guided: deep recursion",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }
}
