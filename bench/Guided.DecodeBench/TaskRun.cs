using System.Text;
using Guided.Automata;
using Guided.Decoding;
using Guided.Formats;

namespace Guided.DecodeBench;

/// <summary>Runs one test set one way.</summary>
internal static class TaskRun
{
    private const int MaxTokens = 384;

    public static async Task<TaskScore> ScoreAsync(
        GuidedModel model, IReadOnlyList<TaskRow> rows, DecodingMode mode, CancellationToken cancellationToken)
    {
        var score = new TaskScore();
        var options = new RequestOptions
        {
            DescribeFormat = false,
            Speculation = mode.Speculates ? SpeculationKinds.ForcedText : SpeculationKinds.None,
            Generation = new GenerationOptions { MaxTokens = MaxTokens },
        };
        foreach (var row in rows)
        {
            var format = mode.IsGuided ? row.Format(mode.Json) : OutputFormat.FreeText;
            var result = await model.GenerateTextAsync(row.FullPrompt, format, options, cancellationToken).ConfigureAwait(false);
            var wellFormed = new ByteAutomaton(row.Format().CreateGrammar()!).Matches(Encoding.UTF8.GetBytes(result.Value));
            score.Add(row.IsRight(result.Value), wellFormed, result.Statistics);
        }

        return score;
    }
}
