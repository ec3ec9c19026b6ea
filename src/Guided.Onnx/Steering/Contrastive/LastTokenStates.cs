using Guided.Steering;

namespace Guided.Onnx.Steering.Contrastive;

/// <summary>Keeps the residual streams of the last token that was read.</summary>
/// <param name="layers">The layers to keep.</param>
internal sealed class LastTokenStates(IReadOnlyList<int> layers) : IActivationListener
{
    private readonly float[][] _states = new float[layers.Count][];

    public IReadOnlyList<int> HiddenStates => layers;

    /// <summary>The stream behind one of the layers.</summary>
    /// <param name="index">Which of the layers asked for.</param>
    public float[] this[int index] => _states[index];

    public void OnPass(in ActivationPass pass)
    {
        for (var i = 0; i < layers.Count; i++)
        {
            var rows = pass.HiddenState(layers[i]);
            _states[i] = rows[(rows.Length - (rows.Length / pass.Tokens.Length))..].ToArray();
        }
    }
}
