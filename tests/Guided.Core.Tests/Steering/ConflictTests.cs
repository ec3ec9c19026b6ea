using Guided.Steering;
using Guided.Vocabularies;

namespace Guided.Core.Tests.Steering;

public sealed class ConflictTests
{
    private static readonly SteeringPort Port = new([0], 2, SteeringCapabilities.None);
    private static readonly SteeringFeature Feature = new("f", new float[] { 1, 0 }, 0, 0, new float[] { 0, 1 });
    private static readonly SteeringEdit Double = new(0, Feature, SteeringOperation.ScaleBy(2)) { Priority = 1 };
    private static readonly SteeringEdit Set = new(0, Feature, SteeringOperation.SetTo(7)) { Scope = SteeringScope.Generated };

    [Fact]
    public void Two_edits_of_a_feature_are_refused_unless_a_policy_is_declared() =>
        Assert.Throws<SteeringException>(() => Compile(SteeringConflicts.Error, Double, Set));

    [Fact]
    public void Added_directions_are_no_conflict() =>
        Assert.Equal(2, Compile(SteeringConflicts.Error, new(0, Feature, SteeringOperation.Add(1)), new(0, Feature, SteeringOperation.Add(2))).Layers[0].Count);

    [Fact]
    public void By_priority_the_greatest_that_acts_wins()
    {
        Assert.Equal(2 * 5 - 5, Change(SteeringConflicts.Priority, 5, position: 1, Set, Double));
        Assert.Equal(7 - 5, Change(SteeringConflicts.Priority, 5, position: 9, Set with { Priority = 2 }, Double));
        Assert.Equal(2 * 5 - 5, Change(SteeringConflicts.Priority, 5, position: 1, Set with { Priority = 2 }, Double));
    }

    [Fact]
    public void In_sequence_each_works_on_what_the_others_left()
    {
        Assert.Equal((2 * 7) - 5, Change(SteeringConflicts.Sequential, 5, position: 9, Set, Double));
        Assert.Equal(7 - 5, Change(SteeringConflicts.Sequential, 5, position: 9, Double, Set));
        Assert.Throws<SteeringException>(() => Compile(SteeringConflicts.Sequential, Double, new(0, Feature, SteeringOperation.AtLeast(1))));
    }

    [Fact]
    public void Summed_each_works_on_the_unsteered_activation() =>
        Assert.Equal(5 + (7 - 5), Change(SteeringConflicts.Sum, 5, position: 9, Set, Double));

    [Fact]
    public void Specifications_that_say_the_same_have_the_same_key()
    {
        var steering = new SteeringSpecification(Double, Set);
        Assert.Equal(steering.Key, new SteeringSpecification(Double, Set).Key);
        Assert.NotEqual(steering.Key, new SteeringSpecification(Double).Key);
        Assert.NotEqual(steering.Key, (steering with { Conflicts = SteeringConflicts.Sum }).Key);
        Assert.NotEqual(steering.Key, new SteeringSpecification(Double with { Schedule = SteeringSchedule.Decay(1, 3) }, Set).Key);
        Assert.NotEqual(steering.Key, new SteeringSpecification(Double, Set with { Gate = SteeringGate.JsonPath("$.a") }).Key);
        Assert.True(steering.SteersPrompt);
        Assert.False(new SteeringSpecification(Set).SteersPrompt);
    }

    private static SteeringProgram Compile(SteeringConflicts policy, params SteeringEdit[] edits) => SteeringProgram.Compile(
        new SteeringSpecification(edits) { Conflicts = policy }, Port, new SteeringContext(new Vocabulary("v", [[97], []], [], [1]), 4));

    // The multiple of the decoder that is added for an activation: all columns have the same one.
    private static float Change(SteeringConflicts policy, float activation, int position, params SteeringEdit[] edits)
    {
        var program = Compile(policy, edits);
        var scales = new float[edits.Length];
        var offsets = new float[edits.Length];
        program.Begin().Fill(program.Layers[0], [0], position, scales, offsets);
        return scales.Select((scale, i) => (scale * activation) + offsets[i]).Sum();
    }
}
