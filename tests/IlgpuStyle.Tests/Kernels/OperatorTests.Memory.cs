using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

public abstract partial class OperatorTests
{
    [SkippableTheory]
    [MemberData(nameof(ElementwiseShapes))]
    public void Upload_ThenDownload_GivesTheSameBits(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        float[] values = RandomData.Normal(shape, seed: 1), found = new float[values.Length];
        using GuardedTensor guarded = new(Backend, "values", shape);
        Backend.Upload(values, guarded.Tensor);
        Backend.Download(guarded.Tensor, found);
        guarded.AssertGuardsIntact();
        ErrorMeasure.AssertSameBits(Backend.Name, values, found);
    }

    [SkippableTheory]
    [MemberData(nameof(ElementwiseShapes))]
    public void Allocate_FreshTensor_HoldsZeros(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using Tensor tensor = Backend.Allocate("fresh", shape);
        float[] found = RandomData.Normal(shape, seed: 1);
        Backend.Download(tensor, found);
        ErrorMeasure.AssertSameBits(Backend.Name, new float[found.Length], found);
    }

    [SkippableTheory]
    [MemberData(nameof(ElementwiseShapes))]
    public void Copy_EveryShape_IsExact(int channels, int height, int width)
    {
        TensorShape shape = new(channels, height, width);
        using OperatorScene scene = NewScene();
        Operand source = scene.Input("source", shape, RandomData.Normal(shape, seed: 1));
        Operand destination = scene.Output("destination", shape);
        scene.Run(b => b.Copy(source.On(b), destination.On(b)));
        OperatorScene.AssertExact(destination);
    }

    [SkippableTheory]
    [MemberData(nameof(ElementwiseShapes))]
    public void Fill_EveryShape_IsExact(int channels, int height, int width)
    {
        using OperatorScene scene = NewScene();
        Operand destination = scene.Output("destination", new TensorShape(channels, height, width));
        scene.Run(b => b.Fill(destination.On(b), 0.1f));
        OperatorScene.AssertExact(destination);
    }

    [SkippableFact]
    public void Arena_TensorsThatLiveTogether_DoNotShareStorage()
    {
        TensorRequest[] requests =
        [
            new("a", new TensorShape(3, 5, 7), 0, 2, TensorRole.FeatureMap),
            new("b", new TensorShape(7, 3, 5), 1, 3, TensorRole.FeatureMap),
            new("c", TensorShape.Vector(17), 2, 2, TensorRole.FeatureMap), new("d", new TensorShape(64, 1, 1), 0, 3, TensorRole.FeatureMap),
        ];
        using TensorArena arena = Backend.AllocateArena(requests);
        float[][] values = [.. requests.Select((request, i) => RandomData.Normal(request.Shape, seed: i))];
        for (int i = 0; i < requests.Length; i++)
            Backend.Upload(values[i], arena.Tensors[i]);
        for (int i = 0; i < requests.Length; i++)
        {
            float[] found = new float[values[i].Length];
            Backend.Download(arena.Tensors[i], found);
            ErrorMeasure.AssertSameBits($"{Backend.Name}: {requests[i].Name}", values[i], found);
        }
    }

    [SkippableFact]
    public void Arena_TensorsThatNeverMeet_TakeTheRoomOfOne()
    {
        TensorShape shape = new(7, 17, 31);
        using TensorArena arena = Backend.AllocateArena(
            [new TensorRequest("first", shape, 0, 1, TensorRole.FeatureMap),
                new TensorRequest("second", shape, 2, 3, TensorRole.FeatureMap),
                new TensorRequest("third", shape, 4, 4, TensorRole.FeatureMap)]);
        Assert.Equal(Backend.StorageBytes(shape), arena.SizeInBytes);
    }

    [SkippableFact]
    public void AllocatedBytes_AllocateAndDispose_RisesAndReturns()
    {
        TensorShape shape = new(3, 17, 31);
        long before = Backend.AllocatedBytes;
        Tensor tensor = Backend.Allocate("counted", shape);
        Assert.True(Backend.AllocatedBytes - before >= shape.Length * sizeof(float));
        using (TensorArena arena = Backend.AllocateArena([new TensorRequest("counted too", shape, 0, 0, TensorRole.FeatureMap)]))
            Assert.True(Backend.AllocatedBytes - before >= 2 * shape.Length * sizeof(float));
        tensor.Dispose();
        Assert.Equal(before, Backend.AllocatedBytes);
        Assert.True(Backend.PeakAllocatedBytes - before >= 2 * shape.Length * sizeof(float));
    }
}
