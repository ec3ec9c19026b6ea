using System.Text.Json;
using Guided.Onnx.Models;
using Guided.Onnx.Steering.ControlVectors;
using Guided.Onnx.Tests.Steering.Autoencoders;

namespace Guided.Onnx.Tests.Steering.ControlVectors;

public sealed class ControlVectorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guided-").FullName;

    [Theory]
    [InlineData("vector.gguf")]
    [InlineData("vector.safetensors")]
    public void Directions_are_those_of_the_file(string name)
    {
        var folder = ReferenceCase.FolderOf("control-vectors");
        var vector = ControlVector.Load(Path.Combine(folder, name));
        var expected = JsonSerializer.Deserialize<Dictionary<int, float[]>>(File.ReadAllText(Path.Combine(folder, "expected.json")))!;
        Assert.Equal(expected.Keys.Order(), vector.Layers);
        Assert.All(expected, pair => Assert.Equal(pair.Value, vector[pair.Key].ToArray()));
        Assert.Equal(name.EndsWith("gguf", StringComparison.Ordinal) ? "llama" : null, vector.ModelHint);
    }

    [Fact]
    public void What_is_saved_is_read_again()
    {
        var vector = new ControlVector([Direction(1, 0.5f, -2), Direction(7, 3, 4)], "tiny");
        var path = Path.Combine(_folder, "saved.gguf");
        vector.Save(path);
        var read = ControlVector.Load(path);
        Assert.Equal("tiny", read.ModelHint);
        Assert.Equal([1, 7], read.Layers);
        Assert.Equal([0.5f, -2], read[1].ToArray());
        Assert.Equal([3f, 4], read[7].ToArray());
    }

    [Fact]
    public void Directions_of_the_same_layer_are_added()
    {
        var sum = new ControlVector([Direction(1, 1, 2)]).Plus(new ControlVector([Direction(1, 10, 20), Direction(2, 5, 5)]).Scaled(2));
        Assert.Equal([21f, 42], sum[1].ToArray());
        Assert.Equal([10f, 10], sum[2].ToArray());
    }

    [Fact]
    public void Layer_0_cannot_be_written() =>
        Assert.Throws<InvalidOperationException>(() => new ControlVector([Direction(0, 1, 2)]).Save(Path.Combine(_folder, "zero.gguf")));

    [Fact]
    public void Bad_directions_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ControlVector([]));
        Assert.Throws<ArgumentException>(() => new ControlVector([Direction(1, 1, 2), Direction(2, 1)]));
        Assert.Throws<ArgumentException>(() => new ControlVector([Direction(1, float.NaN)]));
        Assert.Throws<ArgumentException>(() => new ControlVector([Direction(-1, 1)]));
        Assert.Contains("1", Assert.Throws<KeyNotFoundException>(() => new ControlVector([Direction(1, 1)])[4]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_other_tensors_is_refused()
    {
        var path = Path.Combine(ReferenceCase.FolderOf("standard"), "sae_weights.safetensors");
        Assert.Contains("direction.N", Assert.Throws<ModelLoadException>(() => ControlVector.Load(path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static KeyValuePair<int, ReadOnlyMemory<float>> Direction(int layer, params float[] numbers) => new(layer, numbers);
}
