using IlgpuStyle.Backends;

namespace IlgpuStyle.Tests.Kernels.Ptx;

/// <summary>The tiled kernels' PTX, interpreted; products and sums as they stand.</summary>
[Trait("Category", "Ptx")]
[Collection(PtxCollection.Name)]
public sealed class PtxTileTests(PtxBackends backends) : TiledKernelTests(backends.Tiles)
{
    [Theory]
    [MemberData(nameof(IlgpuPoolingFusionTests.TiledCases), MemberType = typeof(IlgpuPoolingFusionTests))]
    public void ConvolutionPool_Tiled_MatchesReferenceAndTwoCallsBitForBit(
        int ic, int oc, int height, int width, PoolingKind kind, bool ceilMode) =>
        ConvolutionPoolCheck.All(Backend, new ConvolutionGeometry(ic, oc), new PoolingGeometry(kind, CeilMode: ceilMode), height, width);
}
