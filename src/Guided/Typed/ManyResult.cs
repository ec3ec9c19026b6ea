using System.Runtime.ExceptionServices;

namespace Guided.Typed;

/// <summary>What became of one of many prompts.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed class ManyResult<T>
{
    private readonly Generated<T>? _value;

    internal ManyResult(int index, Generated<T>? value, Exception? error) => (Index, _value, Error) = (index, value, error);

    /// <summary>Which prompt it was, counted from 0.</summary>
    public int Index { get; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public Exception? Error { get; }

    /// <summary>Whether there is a value.</summary>
    public bool IsSuccess => Error is null;

    /// <summary>The value and how it came about. Throws <see cref="Error"/> when there is one.</summary>
    public Generated<T> Value
    {
        get
        {
            if (Error is not null)
            {
                ExceptionDispatchInfo.Throw(Error);
            }

            return _value!;
        }
    }
}
