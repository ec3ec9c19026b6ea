using System.Runtime.CompilerServices;

namespace Guided.Grammars.JsonSchema;

/// <summary>Turns a stack that runs low into a schema error: schemas nest, and reading them recurses.</summary>
internal static class RuntimeGuard
{
    public static void Check(string path = "")
    {
        try
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
        }
        catch (InsufficientExecutionStackException e)
        {
            throw new JsonSchemaException(path, null, "schemas are nested too deep", e);
        }
    }
}
