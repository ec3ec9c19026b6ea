using Guided.Steering.Gates;

namespace Guided.Steering;

/// <summary>A program at work on one sequence: tells how strongly each edit acts at each position.</summary>
/// <remarks>Follows rewinds and forks of the sequence. Allocates nothing in steady state, but for the growth of what gates remember.</remarks>
public sealed class SteeringRun
{
    private readonly SteeringContext _context;
    private readonly GateTracker[] _gates;

    internal SteeringRun(SteeringProgram program, SteeringContext context, GateTracker[] gates)
    {
        Program = program;
        _context = context;
        _gates = gates;
    }

    /// <summary>The program.</summary>
    public SteeringProgram Program { get; }

    /// <summary>Takes note of tokens that the model is about to read.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="position">The place of the first one in the sequence; what was noted from there on is forgotten.</param>
    public void Read(ReadOnlySpan<int> tokens, int position)
    {
        if (_gates.Length == 0)
        {
            return;
        }

        Rewind(position);
        for (var i = Math.Max(0, _context.PromptEnd - position); i < tokens.Length; i++)
        {
            var bytes = _context.Vocabulary.IsText(tokens[i]) ? _context.Vocabulary.BytesOf(tokens[i]) : default;
            foreach (var gate in _gates)
            {
                gate.Append(bytes);
            }
        }
    }

    /// <summary>Forgets the tokens from a place in the sequence on.</summary>
    public void Rewind(int length)
    {
        foreach (var gate in _gates)
        {
            gate.Truncate(Math.Max(0, length - _context.PromptEnd));
        }
    }

    /// <summary>Writes the scales and offsets of a layer's columns for the tokens that were just noted.</summary>
    /// <param name="layer">One of the program's layers.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="position">The place of the first one in the sequence.</param>
    /// <param name="scales">Receives, row-major <c>[tokens, columns]</c>, the factors of the activations.</param>
    /// <param name="offsets">Receives what is added, likewise.</param>
    public void Fill(SteeringLayer layer, ReadOnlySpan<int> tokens, int position, Span<float> scales, Span<float> offsets)
    {
        ArgumentNullException.ThrowIfNull(layer);
        for (var i = 0; i < tokens.Length; i++)
        {
            var row = i * layer.Count;
            for (var column = 0; column < layer.Count; column++)
            {
                var weight = Weight(layer.Columns[column], position + i, tokens[i]);
                scales[row + column] = weight * layer.Columns[column].Scale;
                offsets[row + column] = weight * layer.Columns[column].OffsetAt(position + i);
            }

            layer.Conflicts.Resolve(scales.Slice(row, layer.Count), offsets.Slice(row, layer.Count));
        }
    }

    /// <summary>Copies the run, for a fork of the sequence.</summary>
    public SteeringRun Fork() => new(Program, _context, [.. _gates.Select(gate => gate.Fork())]);

    private float Weight(PortColumn column, int position, int token)
    {
        var edit = column.Edit;
        if (!edit.Scope.Contains(position, token, _context.PromptEnd) || !IsInside(Program.GateOf(column), position))
        {
            return 0;
        }

        var weight = edit.Schedule.At(Math.Max(0, position - _context.PromptEnd + 1));
        return weight >= 0 || float.IsNegativeInfinity(column.Floor)
            ? weight
            : throw new SteeringException($"The schedule '{edit.Schedule}' of '{edit}' gives {weight}: a bound cannot have a negative strength.");
    }

    private bool IsInside(int gate, int position)
    {
        var generated = position - _context.PromptEnd + 1;
        return gate < 0 || (generated >= 0 && _gates[gate].IsInside(generated));
    }
}
