using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>Shapes with so much work that every block, tile and thread boundary is crossed; for backends that compute fast.</summary>
public abstract class LargeOperatorTests(BackendFixture fixture) : OperatorTests(fixture)
{
    /// <summary>Input and output channels, height, width, padding mode.</summary>
    public static TheoryData<int, int, int, int, PaddingMode> LargeConvolutionCases()
    {
        TheoryData<int, int, int, int, PaddingMode> cases = [];
        foreach (int size in new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33 })
            cases.Add(64, 64, size, size, PaddingMode.Zero);
        foreach (PaddingMode mode in Enum.GetValues<PaddingMode>())
            cases.Add(64, 64, 17, 31, mode);
        cases.Add(3, 64, 65, 63, PaddingMode.Zero);
        cases.Add(3, 64, 33, 130, PaddingMode.Replicate);
        cases.Add(64, 3, 65, 63, PaddingMode.Zero);
        cases.Add(128, 96, 10, 13, PaddingMode.Zero);
        cases.Add(97, 129, 6, 11, PaddingMode.Reflect);
        cases.Add(64, 64, 30, 34, PaddingMode.Circular);
        cases.Add(3, 64, 20, 34, PaddingMode.Circular);
        cases.Add(24, 40, 40, 29, PaddingMode.Zero);
        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(LargeConvolutionCases))]
    public void ConvolutionForward_Large_MatchesReference(int ic, int oc, int height, int width, PaddingMode mode) =>
        CheckConvolutionForward(new ConvolutionGeometry(ic, oc, PaddingMode: mode), new TensorShape(ic, height, width), relu: true);

    [SkippableTheory]
    [MemberData(nameof(LargeConvolutionCases))]
    public void ConvolutionBackwardInput_Large_MatchesReference(int ic, int oc, int height, int width, PaddingMode mode) =>
        CheckConvolutionBackward(new ConvolutionGeometry(ic, oc, PaddingMode: mode), new TensorShape(ic, height, width), relu: true);

    /// <summary>The layers of VGG19 at small heights and widths, with random data: input and output channels, height, width.</summary>
    [SkippableTheory]
    [Trait("Category", "Wide")]
    [InlineData(64, 64, 19, 22)]
    [InlineData(64, 128, 18, 13)]
    [InlineData(128, 128, 12, 17)]
    [InlineData(128, 256, 11, 10)]
    [InlineData(256, 256, 9, 8)]
    [InlineData(256, 512, 7, 9)]
    [InlineData(512, 512, 8, 6)]
    public void Convolution_RealWidths_KeepsFiveDigits(int ic, int oc, int height, int width)
    {
        CheckConvolutionForward(new ConvolutionGeometry(ic, oc), new TensorShape(ic, height, width), relu: true);
        CheckConvolutionBackward(new ConvolutionGeometry(ic, oc), new TensorShape(ic, height, width), relu: true);
    }

    /// <summary>The layers of VGG that stand before a pooling: input and output channels, height, width, pooling.</summary>
    public static TheoryData<int, int, int, int, PoolingKind> LayersBeforePooling() => new()
    {
        { 64, 64, 49, 71, PoolingKind.Average },
        { 64, 64, 50, 66, PoolingKind.Max },
        { 128, 128, 21, 22, PoolingKind.Average },
        { 256, 272, 12, 13, PoolingKind.Max },
        { 272, 280, 11, 8, PoolingKind.Average },
        { 512, 512, 6, 5, PoolingKind.Max },
    };

    [SkippableTheory]
    [Trait("Category", "Wide")]
    [MemberData(nameof(LayersBeforePooling))]
    public void ConvolutionPool_LayersOfVgg_AreFusedAndMatchReference(int ic, int oc, int height, int width, PoolingKind kind)
    {
        ConvolutionGeometry geometry = new(ic, oc);
        foreach (bool ceilMode in new[] { false, true })
        {
            PoolingGeometry pooling = new(kind, CeilMode: ceilMode);
            Assert.True(Backend.FusesPoolBackward(geometry, pooling));
            ConvolutionPoolCheck.Forward(Backend, geometry, pooling, height, width);
            ConvolutionPoolCheck.Backward(Backend, geometry, pooling, height, width);
        }
    }

    [SkippableTheory]
    [InlineData(64, 64, 65)]
    [InlineData(128, 33, 31)]
    [InlineData(256, 7, 5)]
    [InlineData(512, 3, 5)]
    [InlineData(129, 10, 13)]
    [InlineData(3, 100, 101)]
    public void Gram_Large_MatchesReference(int channels, int height, int width)
    {
        CheckGramForward(new TensorShape(channels, height, width));
        CheckGramBackward(new TensorShape(channels, height, width));
    }

    [SkippableTheory]
    [InlineData(65535)]
    [InlineData(100003)]
    [InlineData(262144)]
    public void Vectors_Long_MatchReference(int length)
    {
        Dots_EveryPair_MatchesReference(3, 2, length);
        LinearCombination_IntoAnotherVector_MatchesReference(5, length);
        SumAbsolute_EveryShape_MatchesReference(1, 1, length);
        SquaredDistance_EveryShape_MatchesReferenceInItsSlotOnly(1, 1, length);
        AdamStep_EveryShape_MatchesReference(1, 1, length);
    }

    [SkippableTheory]
    [InlineData(3, 127, 129)]
    [InlineData(64, 33, 65)]
    public void Images_Large_MatchReference(int channels, int height, int width)
    {
        ReluForward_EveryShape_IsExact(channels, height, width);
        PoolForward_EveryGeometry_MatchesReference(PoolingKind.Max, 2, 2, false, channels, height, width);
        PoolForward_EveryGeometry_MatchesReference(PoolingKind.Average, 2, 2, true, channels, height, width);
        PoolBackward_WithoutTies_MatchesReference(PoolingKind.Max, 2, 2, true, channels, height, width);
        PoolBackward_WithoutTies_MatchesReference(PoolingKind.Average, 2, 2, false, channels, height, width);
        TotalVariationAccumulate_WithoutEqualNeighbours_MatchesReference(TotalVariationKind.Absolute, channels, height, width);
        TotalVariationAccumulate_WithoutEqualNeighbours_MatchesReference(TotalVariationKind.Squared, channels, height, width);
        TotalVariationAccumulate_WithoutEqualNeighbours_MatchesReference(TotalVariationKind.SquaredColor, channels, height, width);
    }
}
