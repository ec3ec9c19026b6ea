using System.CommandLine;
using Guided.DecodeBench;

var command = new RootCommand("Whole generations: the test sets of a model in every way of decoding, and what the loop costs at scale.");
TableCommand.AddTo(command);
command.Add(ThroughputCommand.Create());
return await command.Parse(args).InvokeAsync();
