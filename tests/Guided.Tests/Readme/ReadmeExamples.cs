#region Usings
using Guided;
using Guided.Formats;
using Guided.SemanticKernel;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
#endregion
using System.Globalization;
using Guided.Testing;

namespace Guided.Readme;

#region Types
public enum Priority { Low, Normal, High }

public sealed record OrderLine(string Product, int Quantity);

public sealed record Order(string Customer, OrderLine[] Items, DateOnly? DueDate, Priority? Priority);
#endregion

#region Topic
public enum Topic { Refund, Shipping, Praise }
#endregion

/// <summary>The examples of README.md as they stand there, with the output it shows.</summary>
public class ReadmeExamples
{
    public ReadmeExamples()
    {
        Environment.CurrentDirectory = Repository.Root!;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
    }

    [ModelFact]
    public async Task Typed_object()
    {
        #region TypedObject
        using var model = GuidedModel.Load("models/guided-tiny-moe");
        var order = await model.GenerateAsync<Order>(
            "Extract the data from this message.\n"
            + "Order for Tom Baker. We need 3 lamps and 12 pencils by 12 May 2027.");

        Console.WriteLine($"{order.Customer}, due {order.DueDate:yyyy-MM-dd}");
        foreach (var line in order.Items)
        {
            Console.WriteLine($"{line.Quantity} x {line.Product}");
        }
        #endregion
        Assert.Equal(ReadmeFile.OutputOf("TypedObject"), Console.Take());
    }

    [ModelFact]
    public async Task Classification()
    {
        using var model = GuidedModel.Load("models/guided-tiny-moe");
        #region Classification
        var topics = await model.ClassifyAsync<Topic>("What is this text about?\nI sent back the kettle and await my money.");
        Console.WriteLine($"{topics.Label}, probability {topics.Probability:F2}");
        foreach (var label in topics.Labels)
        {
            Console.WriteLine($"  {label.Text} {label.Probability:F2}");
        }
        #endregion
        Assert.Equal(ReadmeFile.OutputOf("Classification"), Console.Take());
    }

    [ModelFact]
    public async Task Formats()
    {
        using var model = GuidedModel.Load("models/guided-tiny-moe");
        #region Formats
        const string Message = "What does the message say?\nThe order number is KX-2291, and I paid in cash.";
        var number = await model.GenerateTextAsync(Message, OutputFormat.Regex("[A-Z]{2}-[0-9]{4}"));
        var payment = await model.GenerateTextAsync(Message, OutputFormat.Choice(["card", "cash", "transfer"]));
        var record = await model.GenerateTextAsync(Message, OutputFormat.Json("""
            {
              "type": "object",
              "properties": { "orderNumber": { "type": "string", "maxLength": 12 }, "gift": { "type": "boolean" } },
              "required": ["orderNumber", "gift"],
              "additionalProperties": false
            }
            """));
        #endregion
        Assert.Matches("^[A-Z]{2}-[0-9]{4}$", number.Text);
        Assert.Contains(payment.Text, (string[])["card", "cash", "transfer"]);
        using var json = System.Text.Json.JsonDocument.Parse(record.Text);
        Assert.Equal(["orderNumber", "gift"], json.RootElement.EnumerateObject().Select(p => p.Name));
    }

    [ModelFact]
    public async Task Streaming()
    {
        using var model = GuidedModel.Load("models/guided-tiny-moe");
        #region Streaming
        await foreach (var update in model.StreamAsync<Order>("Read the order.\nMy name is Dana Kelly. Please send 3 red chairs."))
        {
            foreach (var value in update.Closed.Where(v => v.Depth > 0))
            {
                Console.WriteLine($"{value.Path} = {value.Text}");
            }

            if (update.Result is { } result)
            {
                Console.WriteLine($"{result.Statistics.GeneratedTokens} tokens for {result.Value.Customer}");
            }
        }
        #endregion
        Assert.Equal(ReadmeFile.OutputOf("Streaming"), Console.Take());
    }

    [ModelFact]
    public async Task Chat_client()
    {
        #region ChatClient
        await using var services = new ServiceCollection()
            .AddGuidedChatClient("models/guided-tiny-moe")
            .BuildServiceProvider();

        var client = services.GetRequiredService<IChatClient>();
        var response = await client.GetResponseAsync(
            "Extract the data from this message.\nTicket: user: Ben Carter. No internet, 35 people are affected.",
            new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema<Ticket>() });
        Console.WriteLine(response.Text);
        #endregion
        Assert.Equal(ReadmeFile.OutputOf("ChatClient"), Console.Take());
    }
}

#region Ticket
public sealed record Ticket(string Reporter, int AffectedUsers);
#endregion
