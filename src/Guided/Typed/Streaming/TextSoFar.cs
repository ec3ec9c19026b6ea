namespace Guided.Typed;

/// <summary>A text that grows by pieces; each stage is a value that shares what came before.</summary>
internal sealed record TextSoFar(TextSoFar? Before, string Piece)
{
    public int Length { get; } = (Before?.Length ?? 0) + Piece.Length;

    /// <summary>The whole text.</summary>
    public override string ToString() => string.Create(Length, this, static (target, stage) =>
    {
        for (var part = stage; part is not null; part = part.Before)
        {
            part.Piece.CopyTo(target[(part.Length - part.Piece.Length)..]);
        }
    });
}
