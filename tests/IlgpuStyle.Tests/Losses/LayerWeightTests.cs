using IlgpuStyle.Losses;

namespace IlgpuStyle.Tests.Losses;

public sealed class LayerWeightTests
{
    [Fact]
    public void ParseList_NamesAndNumbers_AreRead() => Assert.Equal(
        [new LayerWeight("conv1_1", 0.2), new LayerWeight("conv2_1", 0.5)], LayerWeight.ParseList(" conv1_1 , conv2_1:0.5", 0.2));

    [Theory]
    [InlineData("conv1_1:")]
    [InlineData("conv1_1:1:2")]
    [InlineData(":3")]
    [InlineData("conv1_1:NaN")]
    [InlineData("conv1_1:a")]
    [InlineData("conv1_1,conv1_1")]
    public void ParseList_Unusable_SaysWhich(string text)
    {
        InputException error = Assert.Throws<InputException>(() => LayerWeight.ParseList(text, 1));
        Assert.Contains($"'{text}'", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void ByName_UnknownPreset_ListsThem()
    {
        InputException error = Assert.Throws<InputException>(() => LossPresets.ByName("van-gogh"));
        Assert.Contains("neural-style", error.Message);
    }

    [Fact]
    public void Layers_SharedByBothTerms_AreNamedOnce()
    {
        LossPreset preset = LossPresets.Relative with { ContentLayers = [new("conv3_1", 1)] };
        Assert.Single(preset.Layers, "conv3_1");
    }
}
