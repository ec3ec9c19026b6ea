namespace Guided.Tests.Telemetry;

/// <summary>Tests that listen run alone: a listener has every generation of the process measured.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Listening
{
    public const string Name = "Listening";
}
