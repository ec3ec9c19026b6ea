using System.Diagnostics;

namespace Guided.MaskBench;

/// <summary>The counts of some cases.</summary>
internal sealed class Counts
{
    public int Cases { get; private set; }

    public int Compiled { get; private set; }

    public int CompileErrors { get; private set; }

    /// <summary>Cases among <see cref="CompileErrors"/> whose schema admits no value, which is what the error says.</summary>
    public int WithoutValue { get; private set; }

    /// <summary>Cases that compiled and then failed while running, for example on a budget.</summary>
    public int RunErrors { get; private set; }

    public int ValidTotal { get; private set; }

    public int ValidAccepted { get; private set; }

    public int FalseReject { get; private set; }

    public int InvalidTotal { get; private set; }

    public int InvalidRejected { get; private set; }

    public int FalseAccept { get; private set; }

    public void Add(CaseResult result)
    {
        Cases++;
        Compiled += result.CompileOk ? 1 : 0;
        CompileErrors += result.CompileOk ? 0 : 1;
        WithoutValue += !result.CompileOk && result.Error!.Contains("no value satisfies the schema", StringComparison.Ordinal) ? 1 : 0;
        RunErrors += result.CompileOk && result.Error is not null ? 1 : 0;
        ValidTotal += result.ValidTotal;
        ValidAccepted += result.ValidAccepted;
        FalseReject += result.ValidTotal - result.ValidAccepted;
        InvalidTotal += result.InvalidTotal;
        InvalidRejected += result.InvalidRejected;
        FalseAccept += result.FalseAccept.Count;
    }
}

/// <summary>The last line of the output.</summary>
internal sealed class Summary
{
    private readonly Timings _masks = new();
    private readonly Timings _accepts = new();
    private readonly Timings _compiles = new();
    private readonly Timings _firstMasks = new();
    private readonly Counts _counts = new();
    private readonly Counts _remote = new();
    private readonly SortedDictionary<string, Counts> _drafts = new(StringComparer.Ordinal);
    private readonly double _setup;

    public Summary(double setupMs) => _setup = setupMs;

    public void Add(BenchCase item, CaseResult result)
    {
        (item.IsRemote ? _remote : _counts).Add(result);
        if (item.Draft is { } draft && !item.IsRemote)
        {
            (_drafts.TryGetValue(draft, out var counts) ? counts : _drafts[draft] = new Counts()).Add(result);
        }

        _masks.Add(result.Masks);
        _accepts.Add(result.Accepts);
        if (result.CompileOk)
        {
            _compiles.Add(result.CompileUs / 1000);
            _firstMasks.Add(result.TtfmUs / 1000);
        }
    }

    /// <summary>The line, as an object to serialise.</summary>
    public object ToLine() => new
    {
        summary = true,
        cases = _counts.Cases,
        compiled = _counts.Compiled,
        compile_errors = _counts.CompileErrors,
        without_value = _counts.WithoutValue,
        run_errors = _counts.RunErrors,
        valid_total = _counts.ValidTotal,
        valid_accepted = _counts.ValidAccepted,
        false_reject = _counts.FalseReject,
        invalid_total = _counts.InvalidTotal,
        invalid_rejected = _counts.InvalidRejected,
        false_accept = _counts.FalseAccept,
        remote = _remote.Cases > 0 ? _remote : null,
        drafts = _drafts.Count > 0 ? _drafts : null,
        mask_us = _masks.Summarise(),
        accept_us = _accepts.Summarise(),
        compile_ms = _compiles.Summarise(),
        ttfm_ms = _firstMasks.Summarise(),
        setup_ms = Math.Round(_setup, 1),
        peak_rss_mb = Math.Round(PeakMegabytes(), 1),
    };

    private static double PeakMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / (1024.0 * 1024);
    }
}
