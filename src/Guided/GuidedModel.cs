using Guided.Decoding;
using Guided.Decoding.Batching;
using Guided.Formats;
using Guided.Onnx.Chat;
using Guided.Onnx.Decoders;
using Guided.Onnx.Models;
using Guided.Onnx.Tokenizers;
using Guided.Typed;

namespace Guided;

/// <summary>A language model that answers in the form it is asked for: a C# type, an enum, a JSON Schema, a pattern or a grammar.</summary>
/// <remarks>Safe for concurrent use: every request has a sequence of its own, and automata are shared.</remarks>
public sealed partial class GuidedModel : IDisposable
{
    private const int MaxCachedPriors = 64;

    private readonly BoundedCache<object, Automata.ITokenAutomaton?> _automata;
    private readonly BoundedCache<string, double[]> _priors = new(MaxCachedPriors);
    private readonly BatchOptions? _batching;
    private readonly Lazy<BatchScheduler>? _scheduler;

    /// <summary>Joins the parts of a model, for back ends other than a folder of ONNX files.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="decoder">The model; disposed with this object.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="template">Its chat template.</param>
    /// <param name="options">Cache sizes and the like; null for the defaults.</param>
    public GuidedModel(string name, IDecoder decoder, HuggingFaceTokenizer tokenizer, ChatTemplate template, GuidedModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(template);
        options ??= new GuidedModelOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxCachedFormats, 1);
        Name = name;
        Decoder = decoder;
        Tokenizer = tokenizer;
        Template = template;
        Counts = options.Counts ?? new Decoding.Speculation.TokenCounts();
        _proposers = [.. MakeProposers(options)];
        _automata = new(options.MaxCachedFormats, static automaton => automaton is Automata.TokenAutomaton { IsWorn: true });
        _batching = options.Batching;
        _scheduler = _batching is null ? null : new(() => new BatchScheduler(Decoder, Tokenizer.Vocabulary, _batching));
    }

    /// <summary>The model's name: the folder's, for a model from a folder.</summary>
    public string Name { get; }

    /// <summary>The model itself.</summary>
    public IDecoder Decoder { get; }

    /// <summary>The tokenizer.</summary>
    public HuggingFaceTokenizer Tokenizer { get; }

    /// <summary>The chat template.</summary>
    public ChatTemplate Template { get; }

    /// <summary>Loads a model from a folder in the layout of ONNX Runtime GenAI.</summary>
    /// <param name="folder">Holds <c>genai_config.json</c>, the ONNX files it names, <c>tokenizer.json</c> and the chat template.</param>
    /// <param name="options">How the model runs; null for the defaults.</param>
    /// <exception cref="ModelLoadException">A file is missing, damaged or does not fit the others; the message says which and why.</exception>
    /// <exception cref="FileNotFoundException">There is no <c>tokenizer.json</c> or no chat template.</exception>
    /// <exception cref="TokenizerFormatException">The tokenizer file is damaged, holds something that is not supported, or is another model's.</exception>
    /// <exception cref="Onnx.Interop.OnnxRuntimeNotFoundException">The native ONNX Runtime is missing or too old.</exception>
    public static GuidedModel Load(string folder, GuidedModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var config = GenAiConfig.Load(folder);
        var tokenizer = HuggingFaceTokenizer.Load(folder, new TokenizerOptions
        {
            Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            EndTokens = [.. config.EndTokens],
            BosToken = config.BeginToken,
            VocabularySize = config.VocabularySize,
        });
        var template = ChatTemplate.Load(folder);
        options ??= new GuidedModelOptions();
        var model = new GuidedModel(tokenizer.Vocabulary.Name, OnnxDecoder.Load(config, options.Decoder), tokenizer, template, options);
        model.BeginWarmUp(options.WarmUp);
        return model;
    }

    /// <summary>Frees the model. Requests must have ended; those that share passes are cancelled. A draft model stays the caller's.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        if (_scheduler is { IsValueCreated: true })
        {
            _scheduler.Value.Dispose();
        }

        Decoder.Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private Automata.ITokenAutomaton? AutomatonOf(OutputFormat format, CancellationToken cancellationToken)
    {
        if (format.Key is not { } key)
        {
            return null;
        }

        while (true)
        {
            try
            {
                return _automata.GetOrAdd(key, _ => format.CreateAutomaton(Tokenizer.Vocabulary, cancellationToken));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Another request for this format was making it and was cancelled: this one makes it.
            }
        }
    }
}
