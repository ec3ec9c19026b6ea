namespace Guided.Processors;

/// <summary>Adds a number to the logits of some tokens.</summary>
/// <remarks>
/// As <c>logit_bias</c> of OpenAI's API: added to the model's logits before sampling; about ±1 makes a token more or less likely, −∞ forbids it.
/// Can change the argmax. Has no state. A bias of −∞ is a hard constraint that does not give way to a grammar.
/// </remarks>
public sealed class LogitBiasProcessor : ILogitProcessor
{
    private readonly int[] _tokens;
    private readonly float[] _biases;

    /// <summary>Makes the processor.</summary>
    public LogitBiasProcessor(LogitBiasOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _tokens = [.. options.Biases.Keys.Order()];
        _biases = Array.ConvertAll(_tokens, token => options.Biases[token]);
        MayForbid = options.Forbids;
    }

    /// <inheritdoc/>
    public ProcessorStage Stage => ProcessorStage.Penalty;

    /// <inheritdoc/>
    public bool ChangesArgmax => true;

    /// <inheritdoc/>
    public bool KeepsForbidden => true;

    /// <inheritdoc/>
    public bool IsPointwise => true;

    /// <inheritdoc/>
    public bool MayForbid { get; }

    /// <inheritdoc/>
    public void Process(ref LogitRow row, CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < _tokens.Length; i++)
        {
            var index = row.IndexOf(_tokens[i]);
            if (index >= 0)
            {
                row.Logits[index] += _biases[i];
            }
        }
    }

    /// <inheritdoc/>
    public void Accept(int token)
    {
    }

    /// <inheritdoc/>
    public void Rewind(int count)
    {
    }

    /// <inheritdoc/>
    public ILogitProcessor Fork() => this;
}
