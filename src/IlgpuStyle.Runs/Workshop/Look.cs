using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>A way to paint that has a name: a starting point, which single settings change.</summary>
/// <param name="Name">In requests.</param>
/// <param name="Title">In forms.</param>
/// <param name="Sentence">What it looks like.</param>
/// <param name="Values">The settings behind it.</param>
internal sealed record Look(string Name, string Title, string Sentence, [property: JsonIgnore] SettingValues Values)
{
    /// <summary>All; the first is what a run without a look is.</summary>
    public static IReadOnlyList<Look> All { get; } =
    [
        new("painterly", "Painterly", "Strokes and colours of the painting, shapes of the photo.", Of()),
        new("bold", "Bold", "Large strokes; the photo is a hint.", Of((LookSettings.StyleScale, "1.6"), (LookSettings.StyleWeight, "6"))),
        new("faithful", "Faithful", "Light and shapes of the photo, finely brushed.", Of((LookSettings.ContentWeight, "3"))),
        new("own-colours", "Own colours", "Colours of the photo, the painting's hand.", Of((LookSettings.Color, "keep"))),
        new("blended", "Blended", "The painting takes the photo's colours first.", Of((LookSettings.Color, "match"))),
    ];

    /// <summary>The settings as a job file has them.</summary>
    public JsonObject Settings => RunSpecJson.WriteValues(Values);

    /// <summary>The look of that name; null if there is none.</summary>
    public static Look? Find(string? name) => All.FirstOrDefault(look => look.Name == name);

    private static SettingValues Of(params (Setting Setting, string Value)[] values) => values.Aggregate(
        new SettingValues(RunKind.Transfer), (all, value) => all.With(value.Setting, value.Value));
}
