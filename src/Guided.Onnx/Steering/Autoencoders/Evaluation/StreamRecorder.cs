using Guided.Steering;

namespace Guided.Onnx.Steering.Autoencoders.Evaluation;

/// <summary>Keeps the residual streams of a sequence's tokens.</summary>
internal sealed class StreamRecorder(int layer, int width) : IActivationListener
{
    private float[] _rows = [];

    public IReadOnlyList<int> HiddenStates => [layer];

    /// <summary>Row-major <c>[tokens, width]</c>.</summary>
    public ReadOnlySpan<float> Rows => _rows;

    public void OnPass(in ActivationPass pass)
    {
        var states = pass.HiddenState(layer);
        Array.Resize(ref _rows, pass.Position * width + states.Length);
        states.CopyTo(_rows.AsSpan(pass.Position * width));
    }
}
