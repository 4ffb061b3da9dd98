using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Transfer;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Losses;

/// <summary>Looks: formulas with the size of the painting and the colours that go with them.</summary>
public sealed class LookTests
{
    [Fact]
    public void Looks_All_AreDescribedAndFitTheEmbeddedNetwork()
    {
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        Assert.All(LossPresets.Looks, look =>
        {
            Assert.NotEmpty(look.Description);
            Assert.Empty(PresetLayers.Missing(look, weights));
            new StyleTransferOptions().With(look).Validate();
        });
        Assert.All(LossPresets.All.Except(LossPresets.Looks), preset =>
            Assert.Equal((1.0, ColorRule.Style), (preset.StyleScale, preset.Color)));
    }

    [Fact]
    public void Options_Look_BringsItsScaleAndColoursUnlessTyped()
    {
        StyleTransferOptions bold = Options((LookSettings.Preset, "bold"));
        Assert.Equal(LossPresets.Bold.StyleScale, bold.StyleScale);
        Assert.True(bold.StyleScale > 1);
        Assert.Equal(1, Options((LookSettings.Preset, "bold"), (LookSettings.StyleScale, "1")).StyleScale);
        Assert.Equal(ColorRule.Keep, Options((LookSettings.Preset, "keep-colors")).Color);
        Assert.Equal(ColorRule.Match, Options((LookSettings.Preset, "keep-colors"), (LookSettings.Color, "match")).Color);
        Assert.Equal((1.0, ColorRule.Style), (Options().StyleScale, Options().Color));
    }

    [Fact]
    public void PaintOptions_Look_BringsItsScaleAndColoursUnlessSet()
    {
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        Assert.Equal(LossPresets.Bold.StyleScale, new PaintOptions { Look = "bold" }.For(weights).StyleScale);
        Assert.Equal(0.5, new PaintOptions { Look = "bold", StyleScale = 0.5 }.For(weights).StyleScale);
        Assert.Equal(ColorRule.Keep, new PaintOptions { Look = "keep-colors" }.For(weights).Color);
        Assert.Equal(ColorRule.Style, new PaintOptions { Look = "keep-colors", Color = ColorRule.Style }.For(weights).Color);
    }

    private static StyleTransferOptions Options(params (Setting Setting, string Value)[] typed)
    {
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        SettingValues values = typed.Aggregate(
            new SettingValues(RunKind.Transfer), (given, setting) => given.With(setting.Setting, setting.Value));
        return RunKind.Transfer.Options(values, weights);
    }
}
