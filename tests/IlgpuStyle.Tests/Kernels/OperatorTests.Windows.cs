using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

public abstract partial class OperatorTests
{
    /// <summary>Channels, both heights and widths, and the numbers of the rectangle.</summary>
    public static TheoryData<int, int, int, int, int, int[]> Windows() => new()
    {
        { 3, 5, 7, 9, 4, [1, 2, 4, 0, 3, 4] },
        { 1, 1, 1, 1, 1, [0, 0, 0, 0, 1, 1] },
        { 7, 6, 5, 6, 5, [0, 0, 0, 0, 6, 5] },
        { 18, 17, 31, 3, 2, [16, 29, 0, 0, 1, 2] },
        { 64, 3, 5, 17, 9, [0, 1, 14, 5, 3, 4] },
        { 2, 40, 33, 41, 35, [1, 0, 0, 2, 39, 33] },
    };

    [SkippableTheory]
    [MemberData(nameof(Windows))]
    public void CopyWindow_AnyRectangle_IsExactAndLeavesTheRest(
        int channels, int fromHeight, int fromWidth, int toHeight, int toWidth, int[] rectangle)
    {
        TensorShape from = new(channels, fromHeight, fromWidth), to = new(channels, toHeight, toWidth);
        WindowGeometry window = Window(rectangle);
        using OperatorScene scene = NewScene();
        Operand source = scene.Input("source", from, RandomData.Normal(from, seed: 1));
        Operand destination = scene.Updated("destination", to, RandomData.Normal(to, seed: 2));
        scene.Run(b => b.CopyWindow(source.On(b), destination.On(b), window));
        OperatorScene.AssertExact(destination);
    }

    [SkippableTheory]
    [MemberData(nameof(Windows))]
    public void AccumulateWindow_AnyRectangle_IsExactAndLeavesTheRest(
        int channels, int fromHeight, int fromWidth, int toHeight, int toWidth, int[] rectangle)
    {
        TensorShape from = new(channels, fromHeight, fromWidth), to = new(channels, toHeight, toWidth);
        WindowGeometry window = Window(rectangle);
        using OperatorScene scene = NewScene();
        Operand source = scene.Input("source", from, RandomData.Normal(from, seed: 1));
        Operand destination = scene.Updated("destination", to, RandomData.Normal(to, seed: 2));
        scene.Run(b => b.AccumulateWindow(source.On(b), destination.On(b), window));
        OperatorScene.AssertExact(destination);
    }

    [SkippableFact]
    public void Window_BeyondATensorOrBetweenChannels_Throws()
    {
        using Tensor a = Backend.Allocate("a", new TensorShape(3, 4, 5)), b = Backend.Allocate("b", new TensorShape(3, 6, 2));
        using Tensor other = Backend.Allocate("other", new TensorShape(2, 6, 2));
        WindowGeometry fits = new(2, 3, 4, 0, 2, 2);
        Backend.CopyWindow(a, b, fits);
        foreach (WindowGeometry bad in new[]
        {
            fits with { SourceTop = 3 }, fits with { SourceLeft = 4 }, fits with { DestinationTop = 5 }, fits with { DestinationLeft = 1 },
            fits with { SourceTop = -1 }, fits with { DestinationLeft = -1 }, fits with { Height = 0 }, fits with { Width = int.MaxValue },
        })
        {
            Assert.Throws<ArgumentException>(() => Backend.CopyWindow(a, b, bad));
            Assert.Throws<ArgumentException>(() => Backend.AccumulateWindow(a, b, bad));
        }

        Assert.Throws<ArgumentException>(() => Backend.CopyWindow(a, other, fits));
        Assert.Throws<ArgumentException>(() => Backend.CopyWindow(a, a, new WindowGeometry(0, 0, 1, 1, 1, 1)));
    }

    private static WindowGeometry Window(int[] numbers) =>
        new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
}
