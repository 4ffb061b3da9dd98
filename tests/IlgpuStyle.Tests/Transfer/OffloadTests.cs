using IlgpuStyle.Backends;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>Whole runs whose large tensors are on the host, beside a device with memory of its own.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "Simd")]
[Trait("Category", "WholeNetwork")]
public sealed class OffloadTests : IDisposable
{
    private static readonly StyleTransferOptions s_options = new()
    {
        Size = 96, Scales = StyleTransferOptions.OneScale(2), Tiles = new TilePlan([new("pool2", 40, 48), new(TilePlan.Deepest, 64, 64)]),
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Operators that are put off would meet tensors that a run has disposed of meanwhile; a device waits for them there.
    [Fact]
    public void Run_OnTheHost_GivesTheBitsOfFilesAndLeavesNone()
    {
        using IBackend plain = BackendCatalogue.Open(BackendCatalogue.Simd);
        using IBackend loose = new LooseBackend(BackendCatalogue.Open(BackendCatalogue.Simd), LooseOrder.TransfersLate);
        TransferResult inFiles = Run(plain, s_options with { ScratchFolder = _folder });
        foreach (StyleTransferOptions options in new[] { s_options with { KeepsOnHost = true },
            s_options with { ScratchFolder = _folder } })
        {
            TransferResult streamed = Run(loose, options);
            Assert.Equal(inFiles.Loss, streamed.Loss);
            Assert.Equal(inFiles.Picture.Data, streamed.Picture.Data);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    private static TransferResult Run(IBackend backend, StyleTransferOptions options)
    {
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        return new StyleTransferRunner(backend, weights, options).Run(
            new TransferPictures { Content = TestPictures.Waves(96, 90, 1), Styles = [new StylePicture(TestPictures.Waves(80, 64, 2))] });
    }
}
