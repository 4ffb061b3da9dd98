using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>
/// Pooling in the store of the ILGPU convolutions and in the reading of their backward: Winograd's transforms in groups of 1 and 3 threads.
/// The tiled kernels' barriers cost milliseconds on the CPU accelerator; <see cref="Ptx.PtxTileTests"/> has them.
/// </summary>
[Trait("Category", "Kernels")]
public sealed class IlgpuPoolingFusionTests(IlgpuWinogradTests.Fixture winograd) : IClassFixture<IlgpuWinogradTests.Fixture>
{
    /// <summary>Group size, channels, height, width, pooling kind and mode.</summary>
    public static TheoryData<int, int, int, int, int, PoolingKind, bool> WinogradCases()
    {
        TheoryData<int, int, int, int, int, PoolingKind, bool> cases = [];
        foreach (PoolingKind kind in new[] { PoolingKind.Average, PoolingKind.Max })
        foreach (bool ceilMode in new[] { false, true })
        {
            // Every remainder by the tile's 4 and the window's 2.
            foreach ((int height, int width) in new[] { (2, 2), (3, 5), (4, 4), (5, 6), (7, 8), (9, 11), (10, 13) })
                cases.Add(1, 3, 5, height, width, kind, ceilMode);
            cases.Add(3, 7, 2, 17, 31, kind, ceilMode);
        }

        // 289 tiles: more than one batch.
        cases.Add(1, 2, 3, 66, 68, PoolingKind.Max, false);
        return cases;
    }

    [Theory]
    [MemberData(nameof(WinogradCases))]
    public void ConvolutionPool_Winograd_MatchesReferenceAndTwoCallsBitForBit(
        int groupSize, int ic, int oc, int height, int width, PoolingKind kind, bool ceilMode) =>
        ConvolutionPoolCheck.All(winograd.Open(groupSize), new ConvolutionGeometry(ic, oc), new PoolingGeometry(kind, CeilMode: ceilMode),
            height, width);

    [Fact]
    public void FusesPoolBackward_OtherGeometries_SaysNo()
    {
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.IlgpuCpuTiles);
        PoolingGeometry pooling = new(PoolingKind.Average);
        Assert.True(backend.FusesPoolBackward(new ConvolutionGeometry(64, 64), pooling));
        Assert.True(backend.FusesPoolBackward(new ConvolutionGeometry(64, 3), pooling with { Kind = PoolingKind.Max, CeilMode = true }));
        Assert.False(backend.FusesPoolBackward(new ConvolutionGeometry(3, 64), pooling));
        Assert.False(backend.FusesPoolBackward(new ConvolutionGeometry(64, 64, Padding: 0), pooling));
        Assert.False(backend.FusesPoolBackward(new ConvolutionGeometry(64, 64, PaddingMode: PaddingMode.Reflect), pooling));
        Assert.False(backend.FusesPoolBackward(new ConvolutionGeometry(64, 64, KernelSize: 1, Padding: 0), pooling));
        Assert.False(backend.FusesPoolBackward(new ConvolutionGeometry(64, 64, Stride: 2), pooling));
        Assert.False(backend.FusesPoolBackward(new ConvolutionGeometry(64, 64), pooling with { Window = 3 }));
        Assert.False(backend.FusesPoolBackward(new ConvolutionGeometry(64, 64), pooling with { Stride = 1 }));
        Assert.False(backend.FusesPoolBackward(new ConvolutionGeometry(64, 64), pooling with { Kind = PoolingKind.L2 }));
    }

    [Theory]
    [InlineData(nameof(ConvolutionVariant.Automatic))]
    [InlineData(nameof(ConvolutionVariant.Blocked))]
    [InlineData(nameof(ConvolutionVariant.Plain))]
    public void FusesPoolBackward_KernelsWithoutTiles_SaysNo(string variant)
    {
        IlgpuOptions options = new() { Convolution = Enum.Parse<ConvolutionVariant>(variant) };
        using IlgpuBackend backend = IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: options);
        Assert.False(backend.FusesPoolBackward(new ConvolutionGeometry(64, 64), new PoolingGeometry(PoolingKind.Max)));
    }
}
