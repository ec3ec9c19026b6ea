using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Guided.Testing;

// In this process: the projects here treat warnings as errors, which generated ones need not stand. Nothing measured depends on its start.
if (SharedData.Folder is null)
{
    Console.Error.WriteLine("The benchmarks need the shared data folder: GUIDED_DATA, or ../shared/data beside the checkout.");
    return 1;
}

var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
var config = DefaultConfig.Instance.AddJob(job).AddDiagnoser(MemoryDiagnoser.Default);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
return 0;
