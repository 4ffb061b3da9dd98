using IlgpuStyle.Backends;
using IlgpuStyle.Losses;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Losses;

/// <summary>What only this program's looks do about specks of colour and small results.</summary>
public sealed class PresetSmoothnessTests
{
    [Fact]
    public void All_ButTheLooksAndTheirKin_CountColorAndContentPlainly()
    {
        Assert.All(LossPresets.All.Except([.. LossPresets.Looks, LossPresets.Nearest, LossPresets.Sliced, LossPresets.Strotss]), preset =>
        {
            Assert.Equal(1, preset.TotalVariationColor);
            Assert.Equal(preset.ContentWeight, preset.ForResultOf(1).ContentWeight);
        });
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(48_000, 2.5)]
    [InlineData(120_000, 1)]
    [InlineData(1_000_000, 1)]
    public void ForResultOf_Painterly_RaisesTheContentWeightOfSmallResults(long pixels, double expected) =>
        Assert.Equal(expected, LossPresets.Painterly.ForResultOf(pixels).ContentWeight, 1e-12);

    [Theory]
    [InlineData(TotalVariationKind.Absolute, TotalVariationStencil.Axes, 2, "colour counts apart only where")]
    [InlineData(TotalVariationKind.Squared, TotalVariationStencil.NinePoint, 2, "colour counts apart only where")]
    [InlineData(TotalVariationKind.Squared, TotalVariationStencil.Axes, -1, "expected 0 or more times that of grey")]
    public void Validate_VariationOfColorThatHasNoFormula_IsRefused(
        TotalVariationKind kind, TotalVariationStencil stencil, double color, string expected)
    {
        StyleTransferOptions options = new()
        {
            Preset = LossPresets.Painterly with { TotalVariationKind = kind, TotalVariationStencil = stencil, TotalVariationColor = color },
        };
        Assert.Contains(expected, Assert.Throws<InputException>(options.Validate).Message);
    }
}
