using IlgpuStyle.Backends;
using IlgpuStyle.Losses;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Losses;

/// <summary>What only this program's looks do about specks of colour.</summary>
public sealed class PresetSmoothnessTests
{
    [Fact]
    public void All_ButTheLooksAndTheirKin_CountColorPlainly()
    {
        Assert.All(
            LossPresets.All.Except([.. LossPresets.Looks, LossPresets.Nearest, LossPresets.Sliced, LossPresets.Strotss]), preset =>
            Assert.Equal(1, preset.TotalVariationColor));
    }

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
