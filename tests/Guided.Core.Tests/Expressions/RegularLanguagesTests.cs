using System.Text;
using Guided.Expressions;

namespace Guided.Core.Tests.Expressions;

public sealed class RegularLanguagesTests
{
    private readonly ExpressionFactory _factory = new();

    [Fact]
    public void Members_are_found_or_too_many()
    {
        var some = _factory.Concat(_factory.Literals(["a", "bc"]), _factory.Optional(_factory.Literal("d")));
        Assert.Equal(["a", "ad", "bc", "bcd"], RegularLanguages.Members(some, 4)!.Select(Encoding.UTF8.GetString));
        Assert.Null(RegularLanguages.Members(some, 3));
        Assert.Null(RegularLanguages.Members(_factory.Star(_factory.Literal("a")), 100));
        Assert.True(RegularLanguages.Contains(some, "bcd"u8));
        Assert.False(RegularLanguages.Contains(some, "bcdd"u8));
    }

    [Fact]
    public void Contradictions_have_no_member()
    {
        var letters = _factory.Star(_factory.Bytes(ByteSet.Range((byte)'a', (byte)'z')));
        Assert.True(RegularLanguages.HasMember(_factory.Intersect(letters, _factory.Complement(_factory.Literal("a")))));
        Assert.False(RegularLanguages.HasMember(_factory.Intersect(letters, _factory.Literal("A"))));
    }

    [Fact]
    public void Open_ends()
    {
        var letters = _factory.Star(_factory.Bytes(ByteSet.Range((byte)'a', (byte)'z')));
        Assert.True(RegularLanguages.IsOpenEnded(letters, 100));
        Assert.True(RegularLanguages.IsOpenEnded(_factory.Intersect(letters, _factory.Complement(_factory.Literals(["a", "ab"]))), 100));
        Assert.False(RegularLanguages.IsOpenEnded(_factory.Repeat(_factory.Literal("a"), 0, 50), 100));
        Assert.False(RegularLanguages.IsOpenEnded(_factory.Choice(_factory.Concat(_factory.Literal("a"), letters), _factory.Literal("b")), 100));
    }

    [Fact]
    public void Calls_are_not_regular() =>
        Assert.Throws<ArgumentException>(() => RegularLanguages.HasMember(_factory.Frame("rule", _factory.Literal("a"))));
}
