using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels.Ptx;

/// <summary>
/// Winograd's kernels' PTX, interpreted, with products and sums fused. The tiled product computes 256 tiles of 4×4 outputs for each point
/// even where a picture has few, so its cases are the least that reach every branch.
/// </summary>
[Trait("Category", "Ptx")]
[Collection(PtxCollection.Name)]
public sealed class PtxWinogradTests(PtxBackends backends)
{
    /// <summary>Whether tiled, input and output channels, height, width, padding, mode, pooling.</summary>
    public static TheoryData<bool, int, int, int, int, int, PaddingMode, PoolingKind> Cases() => new()
    {
        { false, 3, 7, 17, 31, 1, PaddingMode.Zero, PoolingKind.Average },
        { false, 7, 3, 6, 9, 1, PaddingMode.Circular, PoolingKind.Max },
        { false, 5, 65, 5, 8, 2, PaddingMode.Reflect, PoolingKind.L2 },
        { true, 17, 66, 3, 4, 1, PaddingMode.Replicate, PoolingKind.Average },
        { true, 65, 17, 8, 9, 1, PaddingMode.Zero, PoolingKind.Max },
        // 272 tiles: two columns of groups.
        { true, 3, 41, 64, 68, 1, PaddingMode.Zero, PoolingKind.Average },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Convolution_WinogradContracted_MatchesReference(
        bool tiled, int ic, int oc, int height, int width, int padding, PaddingMode mode, PoolingKind kind)
    {
        IBackend backend = (tiled ? backends.TiledWinograd : backends.Winograd).Require();
        ConvolutionGeometry geometry = new(ic, oc, Padding: padding, PaddingMode: mode);
        ConvolutionPoolCheck.Forward(backend, geometry, new PoolingGeometry(kind), height, width);
        ConvolutionPoolCheck.Backward(backend, geometry, new PoolingGeometry(kind), height, width);
        ConvolutionPoolCheck.BackwardAlone(backend, geometry, height, width);
    }

    /// <summary>36 groups leave most of 132 multiprocessors idle, so that the 128 channels of the input are summed in two ranges.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Convolution_WinogradInRanges_MatchesReference(bool isBackward)
    {
        const int multiprocessors = 132;
        TensorShape input = new(128, 6, 7);
        ConvolutionGeometry geometry = new(128, 34);
        ConvolutionExtents extents = ConvolutionExtents.Forward(geometry, input, relu: true);
        Assert.Equal(2, new ConvolutionCost(CardSpeed.Usual(multiprocessors)).CheapestWinograd(extents).Splits);

        using IlgpuBackend backend = BackendCatalogue.OpenInterpreted(
            new IlgpuOptions { Convolution = ConvolutionVariant.Winograd }, contract: true, multiprocessors);
        if (isBackward)
            ConvolutionPoolCheck.BackwardAlone(backend, new ConvolutionGeometry(34, 128), input.Height, input.Width);
        else
            ConvolutionPoolCheck.Forward(backend, geometry, new PoolingGeometry(PoolingKind.Max), input.Height, input.Width);
    }
}
