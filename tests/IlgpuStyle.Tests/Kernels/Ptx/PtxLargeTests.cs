using IlgpuStyle.Backends;

namespace IlgpuStyle.Tests.Kernels.Ptx;

/// <summary>The tiled kernels' PTX on the shapes that fast backends are held to; minutes, so ISTYLE_PTX=full asks for them.</summary>
[Trait("Category", "Ptx")]
[Collection(PtxCollection.Name)]
public sealed class PtxLargeTests(PtxBackends backends)
{
    [SkippableTheory]
    [MemberData(nameof(LargeOperatorTests.LargeConvolutionCases), MemberType = typeof(LargeOperatorTests))]
    public void Convolution_Large_MatchesReference(int ic, int oc, int height, int width, PaddingMode mode) =>
        Check(new ConvolutionGeometry(ic, oc, PaddingMode: mode), PoolingKind.Average, height, width);

    [SkippableTheory]
    [MemberData(nameof(LargeOperatorTests.LayersBeforePooling), MemberType = typeof(LargeOperatorTests))]
    public void ConvolutionPool_LayersOfVgg_MatchesReference(int ic, int oc, int height, int width, PoolingKind kind) =>
        Check(new ConvolutionGeometry(ic, oc), kind, height, width);

    private void Check(ConvolutionGeometry geometry, PoolingKind kind, int height, int width)
    {
        Skip.IfNot(
            Environment.GetEnvironmentVariable("ISTYLE_PTX") == "full",
            "ptx, large shapes: minutes of interpretation, run with ISTYLE_PTX=full");
        foreach (BackendFixture fixture in (BackendFixture[])[backends.Tiles, backends.TiledWinograd])
        {
            ConvolutionPoolCheck.Forward(fixture.Require(), geometry, new PoolingGeometry(kind), height, width);
            ConvolutionPoolCheck.Backward(fixture.Require(), geometry, new PoolingGeometry(kind), height, width);
            ConvolutionPoolCheck.BackwardAlone(fixture.Require(), geometry, height, width);
        }
    }
}
