namespace Guided.Processors;

/// <summary>The documented order in which processors change a row of logits.</summary>
/// <remarks>
/// Up to <see cref="Temperature"/> processors change logits in place; from <see cref="TopK"/> on they narrow the row to candidates and
/// leave the logits they were given. Those of one stage run in the order in which they were given.
/// </remarks>
public enum ProcessorStage
{
    /// <summary>Steering in logit space: directions added before anything is masked.</summary>
    Steering = 0,

    /// <summary>Hard constraints: the grammar, then bad words and repeated n-grams. After this stage at least one token must survive.</summary>
    Mask = 10,

    /// <summary>Biases and penalties on the tokens that are left.</summary>
    Penalty = 20,

    /// <summary>Temperature.</summary>
    Temperature = 30,

    /// <summary>Keeps the k most likely tokens.</summary>
    TopK = 40,

    /// <summary>Keeps the smallest set of tokens whose probability reaches p.</summary>
    TopP = 50,

    /// <summary>Keeps tokens whose probability is at least a share of the greatest.</summary>
    MinP = 60,

    /// <summary>Keeps the tokens whose information content is most typical.</summary>
    TypicalP = 70,
}
