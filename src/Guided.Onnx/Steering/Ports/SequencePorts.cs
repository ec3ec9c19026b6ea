using Guided.Onnx.Decoders;
using Guided.Onnx.Graphs;
using Guided.Onnx.Interop;
using Guided.Steering;

namespace Guided.Onnx.Steering.Ports;

/// <summary>What a sequence's passes read and write beside tokens, cache and logits: steering, hidden states, routers.</summary>
internal sealed class SequencePorts : IActivationSource, IDisposable
{
    private readonly OnnxDecoder _decoder;
    private readonly SteeringRun? _run;
    private readonly IActivationListener? _listener;
    private readonly SteeringInputTensors[] _steered;
    private readonly Dictionary<int, OutputRows> _hidden = [];
    private readonly Dictionary<int, OutputRows> _routers = [];

    public SequencePorts(OnnxDecoder decoder, OrtIoBinding binding, SteeringRun? run, IActivationListener? listener)
    {
        _decoder = decoder;
        _run = run;
        _listener = listener;
        _steered = [.. (run?.Program.Layers ?? []).Select(layer => new SteeringInputTensors(binding, run!.Program, layer, decoder.UsesDevice))];
        foreach (var layer in (listener?.HiddenStates ?? []).Distinct())
        {
            var name = Utf8.Terminated(ResidualStream.Name(layer));
            _hidden[layer] = new OutputRows(binding, name, decoder.Ported!.HiddenType, decoder.Ported.Width, hasBatch: true);
        }

        foreach (var layer in (listener?.Routers ?? []).Distinct())
        {
            var router = decoder.Ported!.Routers.First(r => r.Layer == layer);
            _routers[layer] = new OutputRows(binding, Utf8.Terminated(RouterPort.Name(layer)), TensorElementType.Float, router.Experts, hasBatch: false);
        }
    }

    /// <summary>Refuses what the model was not loaded for.</summary>
    /// <exception cref="SteeringException">The program was made for another port, or the listener wants what cannot be read.</exception>
    public static void Check(OnnxDecoder decoder, SteeringProgram? steering, IActivationListener? listener)
    {
        if (steering is not null && steering.Port != decoder.Port)
        {
            throw new SteeringException($"The steering program was made for the port {steering.Port}, but this model's is {decoder.Port?.ToString() ?? "none"}.");
        }

        Check("hidden states", listener?.HiddenStates, decoder.Activations.HiddenStates, nameof(DecoderPorts.HiddenStates));
        Check("routers", listener?.Routers, [.. decoder.Activations.Routers.Select(router => router.Layer)], nameof(DecoderPorts.RouterLogits));
    }

    /// <summary>Binds what a pass over some tokens needs.</summary>
    public void Prepare(ReadOnlySpan<int> tokens, int position)
    {
        if (_run is not null)
        {
            _run.Read(tokens, position);
            foreach (var layer in _steered)
            {
                layer.Prepare(_run, tokens, position);
            }
        }

        foreach (var rows in _hidden.Values)
        {
            rows.Bind(tokens.Length);
        }

        foreach (var rows in _routers.Values)
        {
            rows.Bind(tokens.Length);
        }
    }

    /// <summary>Tells the listener about a pass that has ended.</summary>
    public void Complete(ReadOnlySpan<int> tokens, int position) => _listener?.OnPass(new ActivationPass(this, tokens, position));

    /// <summary>Forgets the tokens from a place on.</summary>
    public void Rewind(int length) => _run?.Rewind(length);

    /// <summary>Makes the ports of a copy of the sequence.</summary>
    public SequencePorts Fork(OrtIoBinding binding) => new(_decoder, binding, _run?.Fork(), _listener);

    /// <inheritdoc/>
    public ReadOnlySpan<float> HiddenState(int layer) => _hidden.TryGetValue(layer, out var rows) ? rows.Read() : throw NotAsked("hidden state", layer);

    /// <inheritdoc/>
    public ReadOnlySpan<float> RouterLogits(int layer) => _routers.TryGetValue(layer, out var rows) ? rows.Read() : throw NotAsked("router", layer);

    public void Dispose()
    {
        foreach (var layer in _steered)
        {
            layer.Dispose();
        }

        foreach (var rows in _hidden.Values.Concat(_routers.Values))
        {
            rows.Dispose();
        }
    }

    private static void Check(string what, IReadOnlyList<int>? wanted, IReadOnlyList<int> offered, string option)
    {
        if ((wanted ?? []).Except(offered).ToArray() is { Length: > 0 } missing)
        {
            throw new SteeringException(
                $"The {what} of layer {string.Join(", ", missing)} cannot be read: the model was loaded for "
                + $"{(offered.Count > 0 ? "those of layer " + string.Join(", ", offered) : "none")}. Ask for them with {nameof(DecoderPorts)}.{option} when it is loaded.");
        }
    }

    private static SteeringException NotAsked(string what, int layer) => new($"The listener did not ask for the {what} of layer {layer}.");
}
