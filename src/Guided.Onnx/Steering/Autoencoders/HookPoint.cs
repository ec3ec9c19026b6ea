using System.Globalization;
using System.Text.RegularExpressions;

namespace Guided.Onnx.Steering.Autoencoders;

/// <summary>Where in a model an autoencoder reads or writes, by the name that its makers gave the place.</summary>
/// <param name="Name">The name as in the file, for example <c>blocks.2.hook_resid_post</c> (TransformerLens) or <c>layers.2</c> (sparsify).</param>
/// <param name="Site">The place inside the block.</param>
/// <param name="Block">The block's number from 0, or null where the name has none.</param>
public readonly partial record struct HookPoint(string Name, HookSite Site, int? Block)
{
    /// <summary>The block whose output this is: a residual stream between two blocks. Null elsewhere, and before the first block.</summary>
    /// <remarks>The stream before block L is the one after block L−1.</remarks>
    public int? ResidualLayer => Site switch
    {
        HookSite.ResidualPost => Block,
        HookSite.ResidualPre when Block > 0 => Block - 1,
        _ => null,
    };

    /// <summary>Understands a name; the site is <see cref="HookSite.Unknown"/> where it cannot.</summary>
    public static HookPoint Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var number = BlockNumber().Match(name);
        int? block = number.Success && int.TryParse(number.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
        var site = name switch
        {
            _ when name.EndsWith("hook_resid_pre", StringComparison.Ordinal) => HookSite.ResidualPre,
            _ when name.EndsWith("hook_resid_mid", StringComparison.Ordinal) => HookSite.ResidualMid,
            _ when name.EndsWith("hook_resid_post", StringComparison.Ordinal) => HookSite.ResidualPost,
            _ when name.EndsWith("hook_attn_out", StringComparison.Ordinal) => HookSite.AttentionOut,
            _ when name.EndsWith("hook_z", StringComparison.Ordinal) => HookSite.AttentionHeads,
            _ when name.EndsWith("hook_mlp_in", StringComparison.Ordinal) || name.EndsWith("ln2.hook_normalized", StringComparison.Ordinal) => HookSite.MlpIn,
            _ when name.EndsWith("hook_mlp_out", StringComparison.Ordinal) => HookSite.MlpOut,
            _ when name.EndsWith("hook_embed", StringComparison.Ordinal) => HookSite.Embedding,
            _ when WholeLayer().IsMatch(name) => HookSite.ResidualPost,
            _ => HookSite.Unknown,
        };
        return new HookPoint(name, site, block);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    [GeneratedRegex(@"(?:^|\.)(?:blocks|layers|h|layer)\.(\d+)(?:\.|$)", RegexOptions.CultureInvariant)]
    private static partial Regex BlockNumber();

    // sparsify names a block's output by the block itself.
    [GeneratedRegex(@"^(?:model\.|transformer\.)?(?:layers|h)\.\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeLayer();
}
