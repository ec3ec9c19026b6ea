using Guided.SemanticKernel.Tools;
using Guided.Testing;

namespace Guided.SemanticKernel;

/// <summary>The shipped model and a client of it, loaded once for all tests.</summary>
internal static class TestClient
{
    private static readonly Lazy<GuidedModel> Loaded = new(() => GuidedModel.Load(ShippedModel.Folder!));

    public static GuidedModel Model => Loaded.Value;

    public static GuidedChatClient Create(ToolCallFormat? calls = null) =>
        new(Model, new GuidedChatClientOptions { ToolCalls = calls ?? ToolCallFormat.FromTemplate });
}
