using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Inspection;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Losses;
using IlgpuStyle.Optimization;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Inspection;

/// <summary>The loss of a picture that lies there.</summary>
[Trait("Category", "WholeNetwork")]
public sealed class PictureJudgeTests : IDisposable
{
    private static readonly LossPreset s_smooth = LossPresets.Painterly with { TotalVariationWeight = 0 };

    private readonly WeightsFile _weights = WeightsFile.OpenEmbedded();
    private readonly IBackend _backend = new SimdBackend(new SimdOptions());
    private readonly RgbImage _photo = TestPictures.Waves(64, 48, 1), _painting = TestPictures.Waves(64, 56, 2);

    public void Dispose()
    {
        _backend.Dispose();
        _weights.Dispose();
    }

    [Fact]
    public void Evaluate_ThePhotoItself_HasNoContentLoss()
    {
        LossReport report = Judge(_photo, s_smooth);
        Assert.InRange(report.Content, 0, 1e-10);
        Assert.True(report.Style > 0);
        Assert.Equal(report.Style, report.Total, 1e-6 * report.Total);
    }

    [Fact]
    public void Evaluate_ThePaintingItself_HasNoStyleLoss()
    {
        LossReport report = Judge(_painting, s_smooth);
        Assert.True(report.Content > 0);
        // The same sums twice, to float32's digits; relative to the target's square.
        Assert.InRange(report.Style, 0, 1e-8);
    }

    [Fact]
    public void Evaluate_ARunsPicture_IsTheRunsOwnLoss()
    {
        StyleTransferOptions options = new() { Size = 64, Scales = StyleTransferOptions.OneScale(3), Box = new BoxConstraint(0, 1) };
        TransferResult result = new StyleTransferRunner(_backend, _weights, options).Run(
            new TransferPictures { Content = _photo, Styles = [new StylePicture(_painting)] });
        Assert.Equal(result.Loss, Judge(result.Picture, LossPresets.Painterly).Total, 1e-5 * result.Loss);
    }

    private LossReport Judge(RgbImage picture, LossPreset preset) =>
        PictureJudge.Evaluate(_backend, _weights, preset, picture, _photo, _painting);
}
