using Guided.Testing;

namespace Guided.Models;

public class WarmUpTests
{
    [ModelFact]
    public async Task A_loaded_model_prepares_what_formats_share_in_the_background()
    {
        using var model = GuidedModel.Load(ShippedModel.Folder!);
        await model.WarmUp;
        Assert.True(model.WarmUp.IsCompletedSuccessfully);
        Assert.NotSame(Task.CompletedTask, model.WarmUp);
    }

    [ModelFact]
    public void The_preparation_can_be_left_out()
    {
        using var model = GuidedModel.Load(ShippedModel.Folder!, new GuidedModelOptions { WarmUp = false });
        Assert.Same(Task.CompletedTask, model.WarmUp);
    }

    [ModelFact]
    public async Task Disposing_of_the_model_ends_it()
    {
        var model = GuidedModel.Load(ShippedModel.Folder!);
        var preparation = model.WarmUp;
        model.Dispose();
        try
        {
            await preparation;
        }
        catch (OperationCanceledException)
        {
            Assert.True(preparation.IsCanceled);
        }

        Assert.True(preparation.IsCompleted);
    }
}
