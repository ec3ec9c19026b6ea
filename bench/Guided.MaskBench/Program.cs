using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Guided.MaskBench;

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine(BenchOptions.Usage);
    return 2;
}

var format = new JsonSerializerOptions
{
    PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
};
Clock.UsesCpuTime = options.CpuTime;
var (vocabulary, setup) = WarmUp.Prepare(options.Vocabulary);
WarmUp.Jit(vocabulary, options);
var slow = new SlowList(options.Slowest);
var runner = new CaseRunner(vocabulary, options, slow);
var summary = new Summary(setup);
using var output = new StreamWriter(options.Output, append: false, new UTF8Encoding(false));
foreach (var item in BenchCase.Read(options))
{
    var result = runner.Run(item);
    summary.Add(item, result);
    output.WriteLine(JsonSerializer.Serialize(result, format));
}

var line = JsonSerializer.Serialize(summary.ToLine(), format);
output.WriteLine(line);
slow.Print();
Console.WriteLine(line);
Console.Error.WriteLine(
    $"memory: {GC.GetTotalAllocatedBytes() / 1e6:N0} MB allocated; collections {GC.CollectionCount(0)}/{GC.CollectionCount(1)}/{GC.CollectionCount(2)}, "
    + $"{GC.GetTotalPauseDuration().TotalMilliseconds:N0} ms of pauses");
return 0;
