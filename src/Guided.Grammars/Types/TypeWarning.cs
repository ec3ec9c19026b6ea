namespace Guided.Grammars.Types;

/// <summary>Something in a type that works, but not as well as it could.</summary>
/// <param name="Path">The way to the member, with dots and brackets as in C#.</param>
/// <param name="Message">What it is, and what to do.</param>
public sealed record TypeWarning(string Path, string Message);
