using IlgpuStyle.Backends;

namespace IlgpuStyle.Tests.Kernels;

public abstract partial class OperatorTests
{
    /// <summary>Input and output channels, height, width, padding, padding mode; pooling kind, window, stride, ceil mode.</summary>
    public static TheoryData<int, int, int, int, int, PaddingMode, PoolingKind, int, int, bool> ConvolutionPoolCases()
    {
        TheoryData<int, int, int, int, int, PaddingMode, PoolingKind, int, int, bool> cases = [];
        foreach (PoolingKind kind in new[] { PoolingKind.Average, PoolingKind.Max })
        {
            // Every remainder of height and width by the 4 of Winograd's tile, with and without partial windows.
            foreach ((int height, int width) in new[] { (2, 2), (3, 5), (4, 4), (5, 6), (7, 8), (9, 11), (10, 13), (17, 31) })
            foreach (bool ceilMode in new[] { false, true })
                cases.Add(5, 7, height, width, 1, PaddingMode.Zero, kind, 2, 2, ceilMode);
            cases.Add(6, 5, 1, 1, 1, PaddingMode.Zero, kind, 2, 2, true);
            cases.Add(6, 5, 1, 7, 1, PaddingMode.Zero, kind, 2, 2, true);

            // Padding that shifts tiles against windows, and modes whose backward folds.
            cases.Add(7, 5, 9, 12, 0, PaddingMode.Zero, kind, 2, 2, false);
            cases.Add(7, 5, 9, 12, 2, PaddingMode.Zero, kind, 2, 2, true);
            cases.Add(7, 5, 9, 8, 1, PaddingMode.Reflect, kind, 2, 2, false);
            cases.Add(7, 5, 8, 9, 1, PaddingMode.Replicate, kind, 2, 2, true);

            // Pictures, channels around the register blocks, and other windows.
            cases.Add(3, 17, 9, 12, 1, PaddingMode.Zero, kind, 2, 2, false);
            cases.Add(17, 3, 9, 12, 1, PaddingMode.Zero, kind, 2, 2, false);
            cases.Add(33, 31, 6, 9, 1, PaddingMode.Zero, kind, 2, 2, true);
            cases.Add(5, 7, 9, 12, 1, PaddingMode.Zero, kind, 3, 2, true);
            cases.Add(5, 7, 9, 12, 1, PaddingMode.Zero, kind, 2, 1, false);
        }

        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(ConvolutionPoolCases))]
    public void ConvolutionPoolForward_EveryGeometry_MatchesReference(
        int ic, int oc, int height, int width, int padding, PaddingMode mode, PoolingKind kind, int window, int stride, bool ceilMode) =>
        ConvolutionPoolCheck.Forward(
            Backend, new ConvolutionGeometry(ic, oc, Padding: padding, PaddingMode: mode),
                new PoolingGeometry(kind, window, stride, ceilMode),
            height, width);

    [SkippableTheory]
    [MemberData(nameof(ConvolutionPoolCases))]
    public void ConvolutionPoolBackwardInput_EveryGeometry_MatchesReferenceOrThrows(
        int ic, int oc, int height, int width, int padding, PaddingMode mode, PoolingKind kind, int window, int stride, bool ceilMode) =>
        ConvolutionPoolCheck.Backward(
            Backend, new ConvolutionGeometry(ic, oc, Padding: padding, PaddingMode: mode),
                new PoolingGeometry(kind, window, stride, ceilMode),
            height, width);
}
