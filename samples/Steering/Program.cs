using System.CommandLine;
using Guided.Samples.Steering.Commands;

var command = new RootCommand("Steers a model from inside: learned directions, clamped labels, single fields; and shows what its experts do.")
{
    LabelCommand.Create(),
    FeatureCommand.Create(),
    CurveCommand.Create(),
    FieldCommand.Create(),
    RouterCommand.Create(),
    ReportCommand.Create(),
};
return await command.Parse(args).InvokeAsync();
