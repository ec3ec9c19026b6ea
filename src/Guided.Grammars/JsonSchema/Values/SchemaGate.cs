namespace Guided.Grammars.JsonSchema.Values;

/// <summary>Guards all that a schema has made: its parts are unfolded by whoever needs them first. Whoever enters from outside has the budget of one place.</summary>
/// <param name="work">Counts what is done.</param>
internal sealed class SchemaGate(SchemaWork work)
{
    private readonly Lock _lock = new();
    private int _depth;

    /// <summary>Waits for others to leave, and enters; disposing leaves.</summary>
    public Scope Enter()
    {
        _lock.Enter();
        if (_depth++ == 0)
        {
            work.BeginPlace();
        }

        return new Scope(this);
    }

    private void Leave()
    {
        _depth--;
        _lock.Exit();
    }

    /// <summary>Leaves the gate.</summary>
    internal readonly ref struct Scope(SchemaGate gate) : IDisposable
    {
        public void Dispose() => gate.Leave();
    }
}
