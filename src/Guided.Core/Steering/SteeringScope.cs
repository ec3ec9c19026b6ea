namespace Guided.Steering;

/// <summary>The positions at which an edit may act. What is excluded stays excluded, whatever else includes it.</summary>
/// <remarks>A position is a token that the model reads. Steering there changes what is predicted to follow, and what later positions see of it.</remarks>
public sealed record SteeringScope
{
    /// <summary>Everywhere.</summary>
    public static SteeringScope All { get; } = new();

    /// <summary>The prompt but for its last token.</summary>
    public static SteeringScope Prompt { get; } = new() { Phases = SteeringPhases.Prompt };

    /// <summary>The last token of the prompt, which chooses the first of the output, and every token of the output.</summary>
    public static SteeringScope Generated { get; } = new() { Phases = SteeringPhases.Generated };

    /// <summary>The last token of the prompt.</summary>
    public static SteeringScope LastPromptToken { get; } = new() { Positions = [new PositionRange(-1, 0)] };

    /// <summary>Prompt, output, or both.</summary>
    public SteeringPhases Phases { get; init; } = SteeringPhases.Prompt | SteeringPhases.Generated;

    /// <summary>The ranges that positions must be in; empty for all.</summary>
    public IReadOnlyList<PositionRange> Positions { get; init; } = [];

    /// <summary>The ranges that positions must not be in.</summary>
    public IReadOnlyList<PositionRange> ExcludedPositions { get; init; } = [];

    /// <summary>The tokens at which the edit acts; empty for all.</summary>
    public IReadOnlyList<int> Tokens { get; init; } = [];

    /// <summary>The tokens at which the edit does not act.</summary>
    public IReadOnlyList<int> ExcludedTokens { get; init; } = [];

    /// <summary>Whether a position is in the scope.</summary>
    /// <param name="position">The token's place in the sequence, from 0.</param>
    /// <param name="token">The token.</param>
    /// <param name="promptEnd">The length of the prompt, and so the place of the first token of the output.</param>
    public bool Contains(int position, int token, int promptEnd)
    {
        var phase = position < promptEnd - 1 ? SteeringPhases.Prompt : SteeringPhases.Generated;
        return (Phases & phase) != 0
            && (Positions.Count == 0 || AnyContains(Positions, position, promptEnd))
            && (Tokens.Count == 0 || Contains(Tokens, token))
            && !AnyContains(ExcludedPositions, position, promptEnd)
            && !Contains(ExcludedTokens, token);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Phases} [{string.Join(' ', Positions)}] −[{string.Join(' ', ExcludedPositions)}] "
        + $"tokens [{string.Join(' ', Tokens)}] −[{string.Join(' ', ExcludedTokens)}]";

    private static bool AnyContains(IReadOnlyList<PositionRange> ranges, int position, int promptEnd)
    {
        for (var i = 0; i < ranges.Count; i++)
        {
            if (ranges[i].Contains(position, promptEnd))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(IReadOnlyList<int> tokens, int token)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i] == token)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The parts of a sequence, by what their positions predict.</summary>
[Flags]
public enum SteeringPhases
{
    /// <summary>The positions that only prepare the output: the prompt without its last token.</summary>
    Prompt = 1,

    /// <summary>The positions that choose the output: the prompt's last token and the output's tokens.</summary>
    Generated = 2,
}

/// <summary>A half-open range of positions. Numbers from 0 count from the start of the sequence, negative ones back from the end of the prompt.</summary>
/// <param name="Start">The first position: −1 is the last token of the prompt.</param>
/// <param name="End">The position behind the last one; null for no end, and 0 behind a negative start for the end of the prompt.</param>
public readonly record struct PositionRange(int Start, int? End)
{
    /// <summary>Whether a position is in the range.</summary>
    public bool Contains(int position, int promptEnd)
    {
        var start = Start < 0 ? promptEnd + Start : Start;
        var end = End is not { } given ? int.MaxValue : given < 0 || (given == 0 && Start < 0) ? promptEnd + given : given;
        return position >= start && position < end;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Start}..{End}");
}
