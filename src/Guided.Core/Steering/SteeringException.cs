namespace Guided.Steering;

/// <summary>A steering specification cannot be carried out as it stands, or not by this model.</summary>
public sealed class SteeringException : Exception
{
    /// <summary>Makes the exception.</summary>
    public SteeringException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public SteeringException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
