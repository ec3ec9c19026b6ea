using Guided.Typed;

namespace Guided.Tests.Typed;

public sealed class BoundedCacheTests
{
    [Fact]
    public void The_value_unused_for_longest_goes_first()
    {
        var cache = new BoundedCache<string, object>(2);
        var a = cache.GetOrAdd("a", _ => new object());
        var b = cache.GetOrAdd("b", _ => new object());
        Assert.Same(a, cache.GetOrAdd("a", _ => new object()));
        cache.GetOrAdd("c", _ => new object());
        Assert.Same(a, cache.GetOrAdd("a", _ => new object()));
        Assert.NotSame(b, cache.GetOrAdd("b", _ => new object()));
    }

    [Fact]
    public void A_failure_is_not_kept()
    {
        var cache = new BoundedCache<string, int>(2);
        Assert.Throws<FormatException>(() => cache.GetOrAdd("a", _ => throw new FormatException()));
        Assert.Equal(1, cache.GetOrAdd("a", _ => 1));
    }

    [Fact]
    public void Threads_that_ask_at_once_share_one_value()
    {
        var cache = new BoundedCache<int, object>(4);
        var made = 0;
        var values = new object[64];
        Parallel.For(0, values.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => values[i] = cache.GetOrAdd(1, _ =>
        {
            Interlocked.Increment(ref made);
            Thread.Sleep(20);
            return new object();
        }));
        Assert.Equal(1, made);
        Assert.All(values, v => Assert.Same(values[0], v));
    }

    [Fact]
    public void A_worn_value_is_made_anew()
    {
        var cache = new BoundedCache<string, List<int>>(2, static list => list.Count > 1);
        var first = cache.GetOrAdd("a", _ => []);
        first.Add(1);
        Assert.Same(first, cache.GetOrAdd("a", _ => []));
        first.Add(2);
        Assert.NotSame(first, cache.GetOrAdd("a", _ => []));
    }
}
