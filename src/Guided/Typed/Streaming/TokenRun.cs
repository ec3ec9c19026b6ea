using Guided.Decoding;
using Guided.Decoding.Batching;

namespace Guided.Typed;

/// <summary>A generation whose tokens are read as they come. Disposing of it ends it.</summary>
internal interface ITokenRun : IDisposable
{
    /// <summary>The tokens, to be read once.</summary>
    IAsyncEnumerable<GeneratedToken> Tokens { get; }

    /// <summary>The result, after the last token.</summary>
    Task<GenerationResult> ResultAsync();
}

/// <summary>A generation by itself: it waits while the reader handles a token.</summary>
internal sealed class LoopRun(DecodeLoop loop, CancellationToken cancellationToken) : ITokenRun
{
    public IAsyncEnumerable<GeneratedToken> Tokens => loop.StreamAsync(cancellationToken);

    public Task<GenerationResult> ResultAsync() => Task.FromResult(loop.Result);

    public void Dispose() => loop.Dispose();
}

/// <summary>A generation that shares passes with others.</summary>
internal sealed class SharedRun : ITokenRun
{
    private readonly CancellationTokenSource _leave;
    private readonly BatchedGeneration _generation;

    public SharedRun(BatchScheduler scheduler, GenerationRequest request, CancellationToken cancellationToken)
    {
        _leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            _generation = scheduler.Submit(request, streams: true, _leave.Token);
        }
        catch
        {
            _leave.Dispose();
            throw;
        }
    }

    public IAsyncEnumerable<GeneratedToken> Tokens => _generation.Tokens;

    public Task<GenerationResult> ResultAsync() => _generation.Completion;

    public void Dispose()
    {
        _leave.Cancel(); // a reader who leaves early gives the place back
        _leave.Dispose();
    }
}
