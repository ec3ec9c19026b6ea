using System.Text.Json;
using System.Xml.Linq;
using Guided.Onnx.Models;
using Guided.Onnx.Steering.Autoencoders.Reading;
using Guided.Steering;

namespace Guided.Onnx.Tests.Steering.Autoencoders;

public sealed class FeatureTraceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guided-").FullName;

    [Fact]
    public void The_strongest_features_of_each_token_are_noted_and_rewound()
    {
        var trace = new FeatureTrace(SmallAutoencoder.Parts(3), top: 2);
        Assert.Equal([0], trace.HiddenStates);
        Pass(trace, 0, [7, 8], [1, -3, 2, 0, 0, -1]);
        Pass(trace, 2, [9], [5, 5, 5]);
        Pass(trace, 1, [6], [0, 4, 0]); // the sequence was rewound to one token

        Assert.Equal([7, 6], trace.Tokens.Select(token => token.Token));
        Assert.Equal([0, 1], trace.Tokens.Select(token => token.Position));
        Assert.Equal(3, trace.Tokens[0].Active);
        Assert.Equal([new FeatureActivation(3, 3), new FeatureActivation(4, 2)], trace.Tokens[0].Top);
        Assert.Equal([new FeatureActivation(2, 4)], trace.Tokens[1].Top);
        Assert.Equal(0, trace.Tokens[0].Error, 1e-6f);
    }

    [Fact]
    public void The_error_is_a_share_of_the_squared_norm()
    {
        var trace = new FeatureTrace(SmallAutoencoder.Parts(3, factor: 0.5f));
        Pass(trace, 0, [1], [1, -3, 2]);
        Assert.Equal(0.25f, trace.Tokens[0].Error, 1e-6f);
    }

    [Fact]
    public void An_autoencoder_of_another_place_needs_a_layer()
    {
        var elsewhere = SmallAutoencoder.Parts(3, hook: "blocks.1.hook_mlp_out");
        Assert.Contains("blocks.1.hook_mlp_out", Assert.Throws<ArgumentException>(() => new FeatureTrace(elsewhere)).Message, StringComparison.Ordinal);
        Assert.Equal([4], new FeatureTrace(elsewhere, layer: 4).HiddenStates);
        Assert.Equal([2], new FeatureTrace(SmallAutoencoder.Parts(3, hook: "blocks.3.hook_resid_pre")).HiddenStates);
    }

    [Fact]
    public void Data_pictures_and_pages_show_tokens_and_names()
    {
        var trace = new FeatureTrace(SmallAutoencoder.Parts(3));
        Pass(trace, 0, [0, 1, 2], [1, -3, 2, 0, 0, -1, 2, 0, 0]);
        var catalog = Catalog("""{"features":[{"index":3,"name":"a<b","largest":6,"frequency":0.5,"tokens":["x"]}]}""");
        string TextOf(int token) => token switch { 0 => "<p>", 1 => "\n", _ => "end" };

        var picture = XDocument.Parse(trace.ToSvg(TextOf, catalog));
        var texts = picture.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToArray();
        Assert.Contains("<p>", texts);
        Assert.Contains("⏎", texts);
        Assert.Contains("3 a<b", texts);
        var cells = picture.Descendants().Where(element => element.Name.LocalName == "title").ToArray();
        Assert.Equal(5, cells.Length);
        Assert.Equal("0.50", cells.Single(cell => cell.Value == "3.00").Parent!.Attribute("fill-opacity")!.Value);

        var page = trace.ToHtml("A & B", TextOf, catalog, from: 1);
        Assert.Contains("<title>A &amp; B</title>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("&lt;p&gt;", page, StringComparison.Ordinal);

        using var stream = new MemoryStream();
        trace.WriteJson(stream, TextOf, catalog);
        using var data = JsonDocument.Parse(stream.ToArray());
        var token = data.RootElement.GetProperty("tokens")[0];
        Assert.Equal("<p>", token.GetProperty("text").GetString());
        Assert.Equal("a<b", token.GetProperty("features")[0].GetProperty("name").GetString());
        Assert.Equal(3, token.GetProperty("features")[0].GetProperty("value").GetSingle());
    }

    [Theory]
    [InlineData("""{"features":[{"name":"a"}]}""", "'features[0].index' is missing")]
    [InlineData("""{"features":[{"index":1,"frequency":0.5}]}""", "'features[0].largest' is missing")]
    [InlineData("""{"features":[{"index":1,"largest":1,"frequency":0.5,"tokens":[1]}]}""", "'features[0].tokens' should be a list of strings")]
    [InlineData("""{"features":[{"index":1,"largest":1,"frequency":0},{"index":1,"largest":1,"frequency":0}]}""", "'features[1].index' is 1, which is there twice")]
    public void A_damaged_catalogue_is_refused(string json, string message) =>
        Assert.Contains(message, Assert.Throws<ModelLoadException>(() => Catalog(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Names_are_found_and_unknown_ones_listed()
    {
        var catalog = Catalog("""{"features":[{"index":3,"name":"digits","largest":6,"frequency":0.5},{"index":4,"largest":1,"frequency":0}]}""");
        Assert.Equal(3, catalog.Get("digits").Index);
        Assert.Equal([3], catalog.Named.Select(feature => feature.Index));
        Assert.Contains("digits", Assert.Throws<KeyNotFoundException>(() => catalog.Get("names")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Pass(FeatureTrace trace, int position, int[] tokens, float[] states) =>
        trace.OnPass(new ActivationPass(new Source(states), tokens, position));

    private FeatureCatalog Catalog(string json)
    {
        File.WriteAllText(Path.Combine(_folder, FeatureCatalog.FileName), json);
        return FeatureCatalog.Load(_folder);
    }

    private sealed class Source(float[] states) : IActivationSource
    {
        public ReadOnlySpan<float> HiddenState(int layer) => states;

        public ReadOnlySpan<float> RouterLogits(int layer) => throw new NotSupportedException();
    }
}
