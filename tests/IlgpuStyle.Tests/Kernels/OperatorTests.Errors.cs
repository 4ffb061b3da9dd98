using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>Every entry point checks its arguments before it touches memory.</summary>
public abstract partial class OperatorTests
{
    public static TheoryData<string, string> OperatorsAndTensors => OperatorCall.OperatorsAndTensors;

    [SkippableTheory]
    [MemberData(nameof(OperatorsAndTensors))]
    public void Operator_TensorOfAnotherShape_Throws(string operation, string tensor)
    {
        using OperatorCall call = new(Backend);
        TensorShape shape = call.ShapeOf(tensor);
        call.Replace(tensor, Backend.Allocate(tensor, shape with { Channels = shape.Channels + 1, Width = shape.Width + 3 }));
        Assert.Throws<ArgumentException>(() => call.Invoke(operation));
    }

    [SkippableTheory]
    [MemberData(nameof(OperatorsAndTensors))]
    public void Operator_TensorOfAnotherBackend_Throws(string operation, string tensor)
    {
        using ReferenceBackend other = new();
        using OperatorCall call = new(Backend);
        call.Replace(tensor, other.Allocate(tensor, call.ShapeOf(tensor)));
        Assert.Throws<ArgumentException>(() => call.Invoke(operation));
    }

    [SkippableFact]
    public void Operator_ScalarsOrLayerOfAnotherBackend_Throws()
    {
        TensorShape shape = new(1, 4, 4);
        using ReferenceBackend other = new();
        using ScalarBuffer slots = other.AllocateScalars(1);
        using PreparedConvolution layer = other.PrepareConvolution(new ConvolutionGeometry(1, 1), new float[9], new float[1]);
        using Tensor a = Backend.Allocate("a", shape), b = Backend.Allocate("b", shape);
        using LbfgsScalars scalars = new(other, capacity: 2);
        Assert.Throws<ArgumentException>(() => Backend.Download(slots, new double[1]));
        Assert.Throws<ArgumentException>(() => Backend.Upload(new double[1], slots));
        Assert.Throws<ArgumentException>(() => Backend.Dots([a], [b], slots));
        Assert.Throws<ArgumentException>(() => Backend.LinearCombination(slots, [a], b));
        Assert.Throws<ArgumentException>(() => Backend.LbfgsRecursion(scalars, 1, keepPair: true));
        Assert.Throws<ArgumentException>(() => Backend.SquaredDistance(a, b, 1, slots, 0));
        Assert.Throws<ArgumentException>(
            () => Backend.TotalVariationAccumulate(a, TotalVariationKind.Squared, 1, 1, slots, 0, b));
        Assert.Throws<ArgumentException>(() => Backend.DiagonalVariationAccumulate(a, 1, slots, 0, b));
        Assert.Throws<ArgumentException>(() => Backend.ConvolutionForward(layer, a, b, relu: false));
        Assert.Throws<ArgumentException>(() => Backend.ConvolutionBackwardInput(layer, a, null, b));
    }

    [SkippableFact]
    public void Operator_SameTensorWhereItMustDiffer_Throws()
    {
        TensorShape shape = new(3, 4, 4);
        using PreparedConvolution layer = Backend.PrepareConvolution(new ConvolutionGeometry(3, 3), new float[81], new float[3]);
        using Tensor a = Backend.Allocate("a", shape);
        Assert.Throws<ArgumentException>(() => Backend.ConvolutionForward(layer, a, a, relu: false));
        Assert.Throws<ArgumentException>(() => Backend.ConvolutionBackwardInput(layer, a, null, a));
        Assert.Throws<ArgumentException>(() => Backend.PoolForward(new PoolingGeometry(PoolingKind.Max, 1, 1), a, a));
        Assert.Throws<ArgumentException>(() => Backend.ChannelAffine(a, [0, 1, 2], new float[3], new float[3], a));
        Assert.Throws<ArgumentException>(() => Backend.CopyChannels(a, 0, a, 1, 1));
        using Tensor plane = Backend.Allocate("plane", new TensorShape(1, 4, 4)), other = Backend.Allocate("other", plane.Shape);
        Assert.Throws<ArgumentException>(() => Backend.MaskMultiply(other, plane, plane));
        Assert.Throws<ArgumentException>(() => Backend.MaskMultiplyAccumulate(other, plane, 1, plane));
        Assert.Throws<ArgumentException>(() => Backend.MatrixProduct(plane, other, 1, plane));
        Assert.Throws<ArgumentException>(() => Backend.MatrixProduct(plane, other, 1, other));
        Assert.Throws<ArgumentException>(() => Backend.NearestPositions(plane, other, plane));
        Assert.Throws<ArgumentException>(() => Backend.NearestPositions(plane, other, other));
        Assert.Throws<ArgumentException>(() => Backend.MatchRanks(plane, other, plane));
        Assert.Throws<ArgumentException>(() => Backend.MatchRanks(plane, other, other));
        Assert.Throws<ArgumentException>(() => Backend.SelfSimilarityDistance(plane, other, 1, null!, 0, plane));
    }

    [SkippableFact]
    public void Operator_WrongCountsSlotsOrChannels_Throws()
    {
        TensorShape shape = new(3, 4, 4);
        using Tensor a = Backend.Allocate("a", shape), b = Backend.Allocate("b", shape);
        using ScalarBuffer slots = Backend.AllocateScalars(2);
        using Tensor third = Backend.Allocate("c", shape);
        Tensor[] both = [a, b];
        Assert.Throws<ArgumentException>(() => Backend.Upload(new float[47], a));
        Assert.Throws<ArgumentException>(() => Backend.Download(a, new float[49]));
        Assert.Throws<ArgumentException>(() => Backend.Download(slots, new double[1]));
        Assert.Throws<ArgumentException>(() => Backend.SquaredDistance(a, b, 1, slots, 2));
        using Tensor plane = Backend.Allocate("plane", new TensorShape(1, 4, 4));
        using Tensor empty = Backend.Allocate("empty", new TensorShape(3, 1, 0));
        Assert.Throws<ArgumentException>(() => Backend.CosineDistanceAccumulate(a, b, plane, 1, slots, 2, third));
        Assert.Throws<ArgumentException>(() => Backend.NearestPositions(a, empty, plane));
        Assert.Throws<ArgumentException>(() => Backend.SquaredDistance(a, b, 1, slots, -1));
        Assert.Throws<ArgumentException>(
            () => Backend.TotalVariationAccumulate(a, TotalVariationKind.Squared, 1, 1, slots, 2, b));
        Assert.Throws<ArgumentException>(() => Backend.Dots(both, both, new double[3]));
        Assert.Throws<ArgumentException>(() => Backend.Dots([], both, []));
        using LbfgsScalars scalars = new(Backend, capacity: 2);
        Assert.Throws<ArgumentException>(() => Backend.Upload(new double[1], slots));
        Assert.Throws<ArgumentException>(() => Backend.Dots(both, both, slots));
        Assert.Throws<ArgumentException>(() => Backend.LinearCombination(slots, [a, b, third], a));
        Assert.Throws<ArgumentException>(() => Backend.LbfgsRecursion(scalars, 3, keepPair: true));
        Assert.Throws<ArgumentException>(() => Backend.LbfgsRecursion(scalars, -1, keepPair: true));
        Assert.Throws<ArgumentException>(() => Backend.LinearCombination([1], both, a));
        Assert.Throws<ArgumentException>(() => Backend.LinearCombination([], [], a));
        Assert.Throws<ArgumentException>(() => Backend.ChannelAffine(a, [0, 1], new float[2], new float[2], b));
        Assert.Throws<ArgumentException>(() => Backend.ChannelAffine(a, [0, 1, 2], new float[2], new float[3], b));
        Assert.Throws<ArgumentException>(() => Backend.ChannelAffine(a, [0, 1, 3], new float[3], new float[3], b));
        Assert.Throws<ArgumentException>(() => Backend.CopyChannels(a, 2, b, 0, 2));
        Assert.Throws<ArgumentException>(() => Backend.CopyChannels(a, 0, b, 2, 2));
        Assert.Throws<ArgumentException>(() => Backend.CopyChannels(a, -1, b, 0, 1));
        Assert.Throws<ArgumentException>(() => Backend.CopyChannels(a, 0, b, 0, 0));
    }

    [SkippableTheory]
    [InlineData(3, 1, 1, 26, 3)]
    [InlineData(3, 1, 1, 27, 2)]
    [InlineData(3, 0, 1, 27, 3)]
    [InlineData(3, 1, 3, 27, 3)]
    [InlineData(3, 1, -1, 27, 3)]
    [InlineData(0, 1, 0, 0, 3)]
    public void PrepareConvolution_UnusableGeometryOrLengths_Throws(
        int kernelSize, int stride, int padding, int weightsLength, int biasLength)
    {
        ConvolutionGeometry geometry = new(1, 3, kernelSize, stride, padding);
        Assert.Throws<ArgumentException>(
            () => Backend.PrepareConvolution(geometry, new float[weightsLength], new float[biasLength]));
    }

    [SkippableFact]
    public void Operators_AfterTheFirstUse_AllocateNoMoreDeviceMemory()
    {
        using OperatorCall call = new(Backend);
        foreach (string operation in OperatorCall.Operators)
            call.Invoke(operation);
        long before = Backend.AllocatedBytes;
        foreach (string operation in OperatorCall.Operators)
            call.Invoke(operation);
        Assert.Equal(before, Backend.AllocatedBytes);
    }
}
