using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The theories on the SIMD backend with as many threads as the machine has. Missing is a failure.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "Simd")]
public sealed class SimdOperatorTests(SimdOperatorTests.Fixture fixture)
    : LargeOperatorTests(fixture), IClassFixture<SimdOperatorTests.Fixture>
{
    /// <summary>
    /// Many channels take Winograd's other way: phases, and transposed weights in the backward pass; with an odd number of
    /// blocks of 16, more tiles than one batch holds, and channels that do not fill their block.
    /// </summary>
    [Theory]
    [Trait("Category", "Wide")]
    [InlineData(272, 280, 9, 14, PaddingMode.Zero)]
    [InlineData(176, 208, 37, 33, PaddingMode.Zero)]
    [InlineData(520, 24, 6, 7, PaddingMode.Reflect)]
    [InlineData(24, 520, 58, 50, PaddingMode.Zero)]
    [InlineData(5, 530, 4, 4, PaddingMode.Replicate)]
    public void Convolution_WideLayers_MatchReference(int ic, int oc, int height, int width, PaddingMode mode)
    {
        ConvolutionGeometry geometry = new(ic, oc, PaddingMode: mode);
        CheckConvolutionForward(geometry, new TensorShape(ic, height, width), relu: true);
        CheckConvolutionBackward(geometry, new TensorShape(ic, height, width), relu: true);
    }

    /// <summary>The last row and column of tiles have 2, 4 or 6 outputs, of which the last may lie outside.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public void Convolution_EveryRemainderOfATile_MatchesReference(int height)
    {
        for (int width = 7; width <= 12; width++)
        {
            ConvolutionGeometry geometry = new(20, 24);
            CheckConvolutionForward(geometry, new TensorShape(20, height, width), relu: true);
            CheckConvolutionBackward(geometry, new TensorShape(20, height, width), relu: true);
        }
    }

    /// <summary>Few channels and many tiles: batches that stay on one thread, of tiles of several sizes.</summary>
    [Theory]
    [InlineData(71, 70)]
    [InlineData(68, 73)]
    public void Convolution_ManyTiles_MatchesReference(int height, int width)
    {
        ConvolutionGeometry geometry = new(20, 24);
        CheckConvolutionForward(geometry, new TensorShape(20, height, width), relu: true);
        CheckConvolutionBackward(geometry, new TensorShape(20, height, width), relu: true);
    }

    /// <summary>Pooling is fused into Winograd's transforms in both ways of batching.</summary>
    [Theory]
    [Trait("Category", "Wide")]
    [MemberData(nameof(LayersBeforePooling))]
    public void ConvolutionPool_LayersOfVgg_MatchTwoCallsBitForBit(int ic, int oc, int height, int width, PoolingKind kind)
    {
        foreach (bool ceilMode in new[] { false, true })
            ConvolutionPoolCheck.SameBitsAsTwoCalls(Backend, new ConvolutionGeometry(ic, oc), new PoolingGeometry(kind, CeilMode: ceilMode),
                height, width);
    }

    [Fact]
    public void FusesPoolBackward_OtherGeometries_SaysNo()
    {
        PoolingGeometry pooling = new(PoolingKind.Average);
        Assert.False(Backend.FusesPoolBackward(new ConvolutionGeometry(3, 64), pooling));
        Assert.False(Backend.FusesPoolBackward(new ConvolutionGeometry(64, 64, KernelSize: 1, Padding: 0), pooling));
        Assert.False(Backend.FusesPoolBackward(new ConvolutionGeometry(64, 64, Stride: 2), pooling));
        Assert.False(Backend.FusesPoolBackward(new ConvolutionGeometry(64, 64), pooling with { Window = 3 }));
        Assert.False(Backend.FusesPoolBackward(new ConvolutionGeometry(64, 64), pooling with { Stride = 1 }));
    }

    public sealed class Fixture() : BackendFixture(BackendCatalogue.Simd);
}
