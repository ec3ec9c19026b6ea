namespace Guided.Decoding.Stopping;

/// <summary>Where a stop sequence ended an output. The sequence and what follows it are not part of the output's text.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="TokenCount">How many of the generated tokens lie wholly before it.</param>
/// <param name="ByteCount">The length of the text before it, in UTF-8 bytes.</param>
public sealed record StopMatch(string Sequence, int TokenCount, int ByteCount);
