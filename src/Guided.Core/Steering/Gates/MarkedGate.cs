using Guided.Automata;
using Guided.Rules;

namespace Guided.Steering.Gates;

/// <summary>The marked parts of the texts of a grammar. The automaton is shared by all who follow an output.</summary>
internal sealed class MarkedGate(Grammar grammar, string key) : SteeringGate("marked " + key)
{
    private readonly ByteAutomaton _automaton = new(grammar);

    internal override GateTracker Track() => new MarkedTracker(_automaton);
}
