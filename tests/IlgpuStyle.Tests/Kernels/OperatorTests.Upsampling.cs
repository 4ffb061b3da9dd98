using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

public abstract partial class OperatorTests
{
    /// <summary>Channels, height and width of the fine tensor, and whether it wraps.</summary>
    public static TheoryData<int, int, int, bool> Upsamplings()
    {
        TheoryData<int, int, int, bool> shapes = [];
        foreach (int channels in new[] { 1, 3, 5, 17 })
        {
            foreach ((int height, int width) in new[] { (1, 1), (1, 2), (3, 2), (4, 5), (7, 9), (33, 70) })
                shapes.Add(channels, height, width, false);
            foreach ((int height, int width) in new[] { (2, 2), (4, 6), (34, 70) })
                shapes.Add(channels, height, width, true);
        }

        shapes.Add(3, 260, 302, false);
        return shapes;
    }

    [SkippableTheory]
    [MemberData(nameof(Upsamplings))]
    public void UpsampleAccumulate_EveryShape_MatchesReference(int channels, int height, int width, bool wraps)
    {
        TensorShape fineShape = new(channels, height, width), coarseShape = Halved(fineShape);
        using OperatorScene scene = NewScene();
        Operand coarse = scene.Input("coarse", coarseShape, RandomData.Normal(coarseShape, seed: 1));
        Operand fine = scene.Updated("fine", fineShape, RandomData.Normal(fineShape, seed: 2));
        scene.Run(b => b.UpsampleAccumulate(coarse.On(b), 0.37, fine.On(b), wraps));
        OperatorScene.AssertClose(fine, Tolerances.Elementwise);
    }

    [SkippableTheory]
    [MemberData(nameof(Upsamplings))]
    public void UpsampleTransposed_EveryShape_MatchesReference(int channels, int height, int width, bool wraps)
    {
        TensorShape fineShape = new(channels, height, width), coarseShape = Halved(fineShape);
        using OperatorScene scene = NewScene();
        Operand fine = scene.Input("fine", fineShape, RandomData.Normal(fineShape, seed: 1));
        Operand coarse = scene.Output("coarse", coarseShape);
        scene.Run(b => b.UpsampleTransposed(fine.On(b), coarse.On(b), wraps));
        OperatorScene.AssertClose(coarse, Tolerances.Elementwise);
    }

    [SkippableFact]
    public void Upsampling_ShapesThatDoNotFit_Throws()
    {
        using Tensor fine = Backend.Allocate("fine", new TensorShape(3, 5, 6)),
            coarse = Backend.Allocate("coarse", new TensorShape(3, 3, 3));
        using Tensor other = Backend.Allocate("other", new TensorShape(3, 2, 3));
        Backend.UpsampleTransposed(fine, coarse, wraps: false);
        Assert.Throws<ArgumentException>(() => Backend.UpsampleTransposed(fine, other, wraps: false));
        Assert.Throws<ArgumentException>(() => Backend.UpsampleAccumulate(other, 1, fine, wraps: false));
        // An odd side has no neighbour to wrap to.
        Assert.Throws<ArgumentException>(() => Backend.UpsampleTransposed(fine, coarse, wraps: true));
    }

    private static TensorShape Halved(TensorShape shape) => new(shape.Channels, (shape.Height + 1) / 2, (shape.Width + 1) / 2);
}
