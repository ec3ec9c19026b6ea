namespace Guided.Steering;

/// <summary>Keeps the residual streams behind one layer for the tokens of the last forward pass.</summary>
/// <param name="layer">The layer, from 0.</param>
public sealed class ResidualReader(int layer) : IActivationListener
{
    private float[] _rows = [];
    private int _position;
    private int _count;
    private int _width;

    /// <inheritdoc/>
    public IReadOnlyList<int> HiddenStates { get; } = [layer];

    /// <summary>The stream at a position of the last pass.</summary>
    /// <exception cref="SteeringException">The position was not part of the last pass.</exception>
    public ReadOnlySpan<float> At(int position) => position >= _position && position < _position + _count
        ? _rows.AsSpan((position - _position) * _width, _width)
        : throw new SteeringException(
            $"The stream at position {position} is asked for, but the last pass read positions {_position} to {_position + _count - 1}. "
            + "A reader belongs to one sequence, and is not for beams.");

    /// <inheritdoc/>
    public void OnPass(in ActivationPass pass)
    {
        var rows = pass.HiddenState(layer);
        if (_rows.Length < rows.Length)
        {
            _rows = GC.AllocateUninitializedArray<float>(rows.Length);
        }

        rows.CopyTo(_rows);
        (_position, _count) = (pass.Position, pass.Tokens.Length);
        _width = rows.Length / _count;
    }
}
