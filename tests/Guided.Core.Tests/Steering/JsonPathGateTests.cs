using System.Text;
using Guided.Steering;

namespace Guided.Core.Tests.Steering;

/// <summary>A gate marks the positions whose next byte belongs to the value.</summary>
public sealed class JsonPathGateTests
{
    // A caret under each byte before which the gate is inside. A number and a word end only with what follows them.
    [Theory]
    [InlineData("$.b", """{"a":1,"b":"x","c":2}""", "          ^^^^       ")]
    [InlineData("$.b", """{ "b" : [1, {"b":2}] , "a" : 1}""", "     ^^^^^^^^^^^^^^^            ")]
    [InlineData("$.a.b", """{"b":1,"a":{"b":2,"c":3},"d":{"b":4}}""", "               ^^^                     ")]
    [InlineData("$.a[1]", """{"a":[10,20,30]}""", "         ^^^    ")]
    [InlineData("$.a[*].n", """{"a":[{"n":1,"m":2},{"n":3}]}""", "          ^^^           ^^^   ")]
    [InlineData("$[0]", """["x","y"]""", " ^^^     ")]
    [InlineData("$['a b']", """{"a b":true,"c":"}\"{"}""", "      ^^^^^^            ")]
    [InlineData("$.a", """{"\u0061":1,"b":"\\","c":{"a":5}}""", "         ^^^                      ")]
    [InlineData("$", """{"a":1}""", "^^^^^^^ ")]
    public void A_gate_is_inside_where_the_next_byte_is_the_values(string path, string json, string expected)
    {
        var tracker = SteeringGate.JsonPath(path).Track();
        var bytes = Encoding.UTF8.GetBytes(json);
        foreach (var value in bytes)
        {
            tracker.Append([value]);
        }

        var inside = string.Concat(Enumerable.Range(0, bytes.Length).Select(i => tracker.IsInside(i) ? '^' : ' '));
        Assert.Equal(expected.PadRight(bytes.Length)[..bytes.Length], inside);
    }

    [Fact]
    public void Going_back_and_reading_again_gives_the_same_places()
    {
        var tracker = SteeringGate.JsonPath("$.a[*].n").Track();
        string[] tokens = ["{\"a", "\":[{", "\"n\":", "12,", "\"m\":{}},", "{\"n\"", ":\"x", "y\"", "}", "]}"];
        var random = new Random(1);
        var places = new bool?[tokens.Length + 1];
        for (var step = 0; step < 400; step++)
        {
            tracker.Truncate(random.Next(tracker.Count + 1));
            var fork = tracker.Fork();
            var end = random.Next(tokens.Length + 1);
            for (var i = tracker.Count; i < end; i++)
            {
                tracker.Append(Encoding.UTF8.GetBytes(tokens[i]));
                places[i + 1] ??= tracker.IsInside(i + 1);
                Assert.Equal(places[i + 1], tracker.IsInside(i + 1));
            }

            Assert.InRange(fork.Count, 0, tokens.Length);
        }

        Assert.Equal([false, false, true, false, false, true, true, false, false, false], places[1..].Select(place => place!.Value));
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("$..a")]
    [InlineData("$.a[")]
    [InlineData("$.a[-1]")]
    [InlineData("$x")]
    public void A_path_that_cannot_be_read_is_refused(string path) => Assert.Throws<SteeringException>(() => SteeringGate.JsonPath(path));
}
