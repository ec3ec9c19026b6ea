using Guided.Expressions;
using Guided.Grammars.JsonSchema.Strings;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Remembered;

/// <summary>What follows a string or number that is remembered.</summary>
/// <param name="gate">Guards what makes it.</param>
/// <param name="sequel">What follows a value.</param>
/// <param name="excluded">Strings that may not be written though the expression in front has them; it is open-ended, so none of them is a dead end.</param>
/// <param name="isString">Whether it is a string without its opening quote; else a number.</param>
internal sealed class ScalarText(SchemaGate gate, Sequel sequel, IReadOnlyList<string> excluded, bool isString) : Capture
{
    private readonly SchemaGate _gate = gate;
    private readonly Sequel _sequel = sequel;
    private readonly IReadOnlyList<string> _excluded = excluded;
    private readonly bool _isString = isString;

    public override ByteSet OtherSpellings => !IsIndifferent ? ByteSet.All : _excluded.Count > 0 ? ByteSet.Of((byte)'\\') : ByteSet.None;

    public override int ShortestLength
    {
        get
        {
            using (_gate.Enter())
            {
                return _sequel.LengthAfter(_isString ? 2 : 1);
            }
        }
    }

    private bool IsIndifferent
    {
        get
        {
            using (_gate.Enter())
            {
                return _sequel.IsIndifferent;
            }
        }
    }

    public override Expression After(ExpressionFactory factory, ReadOnlySpan<byte> text)
    {
        if (!_isString)
        {
            var number = JsonKey.OfNumber(text);
            using (_gate.Enter())
            {
                return _sequel.After(number);
            }
        }

        var plain = JsonStringText.Read(text[..^1]);
        using (_gate.Enter())
        {
            return _excluded.Contains(plain) ? factory.Empty : _sequel.After(JsonKey.Of(plain));
        }
    }

    public override Expression Typical(ExpressionFactory factory)
    {
        using (_gate.Enter())
        {
            return _sequel.After(null);
        }
    }

    public override bool IsException(ReadOnlySpan<byte> text) =>
        !IsIndifferent || (_excluded.Count > 0 && _excluded.Contains(JsonStringText.Read(text[..^1])));

    public override void CollectExceptions(ReadOnlySpan<byte> prefix, ICollection<ReadOnlyMemory<byte>> found)
    {
        foreach (var name in _excluded)
        {
            if (JsonStringText.Raw(name) is { } raw)
            {
                byte[] text = [.. raw, (byte)'"'];
                if (text.AsSpan().StartsWith(prefix))
                {
                    found.Add(text);
                }
            }
        }
    }

    public override bool Equals(object? obj) => obj is ScalarText other && _isString == other._isString
        && _sequel.Equals(other._sequel) && _excluded.SequenceEqual(other._excluded, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(_sequel, _excluded.Count, _isString);
}
