namespace Guided.Onnx.Steering.Autoencoders;

/// <summary>A place inside a transformer block.</summary>
public enum HookSite
{
    /// <summary>The name was not understood.</summary>
    Unknown,

    /// <summary>The token embeddings.</summary>
    Embedding,

    /// <summary>The residual stream before the block.</summary>
    ResidualPre,

    /// <summary>The residual stream between attention and feed-forward.</summary>
    ResidualMid,

    /// <summary>The residual stream after the block.</summary>
    ResidualPost,

    /// <summary>What attention adds to the stream.</summary>
    AttentionOut,

    /// <summary>The heads' outputs one after the other, before the output matrix.</summary>
    AttentionHeads,

    /// <summary>What the feed-forward part reads: the normalised stream.</summary>
    MlpIn,

    /// <summary>What the feed-forward part adds to the stream.</summary>
    MlpOut,
}
