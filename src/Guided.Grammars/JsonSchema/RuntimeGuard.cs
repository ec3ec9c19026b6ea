using System.Runtime.CompilerServices;
using Guided.Expressions;

namespace Guided.Grammars.JsonSchema;

/// <summary>Turns a stack that runs low into a schema error, since schemas nest and reading them recurses; and looks for cancellation on the way.</summary>
internal static class RuntimeGuard
{
    public static void Check(string path = "")
    {
        Exploration.ThrowIfCancelled();
        try
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
        }
        catch (InsufficientExecutionStackException e)
        {
            throw new JsonSchemaException(path, null, "schemas are nested too deep, or ask for too many items or members in a row", e);
        }
    }
}
