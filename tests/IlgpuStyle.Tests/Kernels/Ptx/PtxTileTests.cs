using IlgpuStyle.Backends;

namespace IlgpuStyle.Tests.Kernels.Ptx;

/// <summary>The tiled kernels' PTX, interpreted; products and sums as they stand.</summary>
[Trait("Category", "Ptx")]
[Collection(PtxCollection.Name)]
public sealed class PtxTileTests(PtxBackends backends) : TiledKernelTests(backends.Tiles)
{
    /// <summary>Channels, height, width, pooling kind and mode. 48 channels are summed in two ranges.</summary>
    public static TheoryData<int, int, int, int, PoolingKind, bool> TiledCases() => new()
    {
        { 41, 65, 4, 33, PoolingKind.Average, false },
        { 41, 65, 9, 18, PoolingKind.Max, true },
        { 48, 64, 3, 17, PoolingKind.Average, true },
        { 48, 64, 5, 8, PoolingKind.Max, false },
    };

    [Theory]
    [MemberData(nameof(TiledCases))]
    public void ConvolutionPool_Tiled_MatchesReferenceAndTwoCallsBitForBit(
        int ic, int oc, int height, int width, PoolingKind kind, bool ceilMode) =>
        ConvolutionPoolCheck.All(Backend, new ConvolutionGeometry(ic, oc), new PoolingGeometry(kind, CeilMode: ceilMode), height, width);
}
