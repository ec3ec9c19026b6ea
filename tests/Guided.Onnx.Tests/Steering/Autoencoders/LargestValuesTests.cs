using Guided.Onnx.Steering.Autoencoders;

namespace Guided.Onnx.Tests.Steering.Autoencoders;

public sealed class LargestValuesTests
{
    [Theory]
    [InlineData(1, new float[] { 3, 0, 0, 0, 0 })]
    [InlineData(2, new float[] { 3, 0, 3, 0, 0 })]
    [InlineData(4, new float[] { 3, 0, 3, 3, 2 })]
    [InlineData(5, new float[] { 3, 1, 3, 3, 2 })]
    [InlineData(9, new float[] { 3, 1, 3, 3, 2 })]
    public void Of_equal_values_the_first_are_kept(int k, float[] expected)
    {
        float[] values = [3, 1, 3, 3, 2];
        LargestValues.Keep(values, k);
        Assert.Equal(expected, values);
    }

    [Fact]
    public void What_is_kept_is_what_sorting_keeps()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var values = Enumerable.Range(0, random.Next(1, 60)).Select(_ => (float)random.Next(12)).ToArray();
            var k = random.Next(1, values.Length + 1);
            var kept = values.Select((value, index) => (value, index)).OrderByDescending(pair => pair.value).ThenBy(pair => pair.index).Take(k).Select(pair => pair.index).ToHashSet();
            var expected = values.Select((value, index) => kept.Contains(index) ? value : 0).ToArray();
            LargestValues.Keep(values, k);
            Assert.Equal(expected, values);
        }
    }
}
