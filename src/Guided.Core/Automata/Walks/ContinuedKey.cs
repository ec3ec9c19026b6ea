using System.Runtime.CompilerServices;
using Guided.Expressions;

namespace Guided.Automata.Walks;

/// <summary>An expression that follows the exits of another.</summary>
internal readonly record struct ContinuedKey(ExitSet Exits, Expression Head)
{
    public bool Equals(ContinuedKey other) => Exits == other.Exits && Head == other.Head;

    public override int GetHashCode() => (RuntimeHelpers.GetHashCode(Exits) * 31) + Head.Id;
}
