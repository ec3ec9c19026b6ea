using System.Collections.Concurrent;
using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>Numbers without a sign and with an exponent: what may follow the mantissa is always a range of exponents.</summary>
/// <typeparam name="TState">What is known of the mantissa.</typeparam>
internal abstract class ScientificMachine<TState>
    where TState : struct, IEquatable<TState>
{
    /// <summary>The first digit that is not 0 stands at most so many places behind the point, or has so many digits of the whole part after it.</summary>
    public const int MaxPlaces = 40;

    private static readonly ByteSet Digits = ByteSet.Range((byte)'0', (byte)'9');
    private static readonly ByteSet Marks = ByteSet.Of((byte)'e', (byte)'E');

    private readonly ConcurrentDictionary<PowerRange, Expression> _powers = new();
    private ExpressionFactory? _owner;

    /// <summary>Equal keys make equal languages.</summary>
    protected abstract object Key { get; }

    /// <summary>The expression of the texts. There is one.</summary>
    public Expression ToExpression(ExpressionFactory factory)
    {
        _owner = factory;
        return factory.Machine(new Machine(this, default));
    }

    /// <summary>The mantissa of a state.</summary>
    protected abstract Mantissa Of(TState state);

    /// <summary>The state after a digit, if there is a way from it to the end; else null.</summary>
    protected abstract TState? Digit(TState state, int digit);

    /// <summary>The state after the point.</summary>
    protected abstract TState Point(TState state);

    /// <summary>The exponents that may follow; they may be none.</summary>
    protected abstract PowerRange Powers(TState state);

    /// <summary>The length of the text from a state that no exponent may follow, where a digit was read; null to find it by trying the next digits.</summary>
    protected virtual int? LengthOf(TState state) => null;

    private bool MayEnd(TState state) => Of(state).MayEnd && !Powers(state).IsEmpty;

    /// <summary>The length of a text from a state on, as good as the shortest. One of the next bytes always leads to a state with a lesser length.</summary>
    private int ShortestLength(TState state)
    {
        var mantissa = Of(state);
        if (MayEnd(state))
        {
            return 1 + Powers(state).ShortestLength;
        }

        if (mantissa.Phase == MantissaPhase.Zero)
        {
            return 1 + ShortestLength(Point(state));
        }

        if (mantissa.HasDigit && LengthOf(state) is { } length)
        {
            return length;
        }

        // A 0 may lead no nearer to the end, so it is tried only where no other digit leads on.
        var least = int.MaxValue;
        for (var digit = 1; digit < 10; digit++)
        {
            least = Digit(state, digit) is { } next ? Math.Min(least, ShortestLength(next)) : least;
        }

        return 1 + (least < int.MaxValue ? least : ShortestLength(Digit(state, 0)!.Value));
    }

    private Expression Power(ExpressionFactory factory, TState state) => factory == _owner
        ? _powers.GetOrAdd(Powers(state), static (range, factory) => new ExponentLanguage(factory).Power(range), factory)
        : new ExponentLanguage(factory).Power(Powers(state));

    private sealed class Machine(ScientificMachine<TState> numbers, TState state) : ByteMachine
    {
        private readonly ScientificMachine<TState> _numbers = numbers;
        private readonly TState _state = state;

        public override bool IsAccepting => false;

        public override bool MayBeEmpty => false;

        public override int ShortestLength => _numbers.ShortestLength(_state);

        public override ByteSet Bytes
        {
            get
            {
                var mantissa = _numbers.Of(_state);
                var bytes = mantissa.TakesDigit ? Digits : ByteSet.None;
                bytes = mantissa.TakesPoint ? bytes | ByteSet.Of((byte)'.') : bytes;
                return _numbers.MayEnd(_state) ? bytes | Marks : bytes;
            }
        }

        public override Expression After(ExpressionFactory factory, byte value) => value switch
        {
            (byte)'.' => factory.Machine(new Machine(_numbers, _numbers.Point(_state))),
            (byte)'e' or (byte)'E' => Rest(_numbers.Power(factory, _state), value),
            _ => _numbers.Digit(_state, value - '0') is { } next ? factory.Machine(new Machine(_numbers, next)) : factory.Empty,
        };

        public override bool Equals(object? obj) => obj is Machine other && _state.Equals(other._state) && _numbers.Key.Equals(other._numbers.Key);

        public override int GetHashCode() => HashCode.Combine(_numbers.Key, _state);
    }
}
