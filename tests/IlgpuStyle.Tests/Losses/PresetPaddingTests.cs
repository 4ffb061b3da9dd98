using IlgpuStyle.Backends;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Losses;

/// <summary>Only this program's looks, and what goes by their settings, repeat border pixels; every tool's formula keeps the zeros that
/// the tool has.</summary>
public sealed class PresetPaddingTests
{
    [Fact]
    public void Network_NotSet_HasThePresetsPadding()
    {
        Assert.Equal(
            [.. LossPresets.Looks, LossPresets.Nearest, LossPresets.Sliced, LossPresets.Strotss],
            LossPresets.All.Where(preset => preset.Padding != PaddingMode.Zero));
        Assert.Equal(PaddingMode.Replicate, new StyleTransferOptions().Network.Padding);
        Assert.Equal(PaddingMode.Zero, new StyleTransferOptions { Preset = LossPresets.Relative }.Network.Padding);
        Assert.Equal(PaddingMode.Zero, new StyleTransferOptions { Network = new NetworkOptions() }.Network.Padding);
    }

    [Fact]
    public void Apply_EveryTool_KeepsZeroPadding()
    {
        Assert.All(
            ToolSettings.Names,
            name => Assert.Equal(
                PaddingMode.Zero, ToolSettings.Apply(new StyleTransferOptions { Preset = LossPresets.ByName(name) }).Network.Padding));
    }
}
