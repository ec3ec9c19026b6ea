using System.Globalization;
using Spectre.Console;

namespace Guided.Samples.Steering.Experiments;

/// <summary>The scores of the label test, a row a way of steering.</summary>
internal static class ScoreTable
{
    public static Table Create(string steering) => new Table().AddColumns(
        steering, $"P({LabelTest.Target})", "wins", "written", "valid", $"accuracy on {LabelTest.Target}", "accuracy on others");

    public static void Add(Table table, string name, LabelTest.Score score) => table.AddRow(
        name,
        Share(score.Probability),
        Share((double)score.Wins / score.Rows),
        Share((double)score.WrittenWins / score.Rows),
        Share((double)score.Valid / score.Rows),
        Share(score.TargetAccuracy),
        Share(score.OtherAccuracy));

    private static string Share(double value) => value.ToString("P1", CultureInfo.InvariantCulture);
}
