using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>The points where an operator has no derivative, or its input is no number: exact answers.</summary>
public abstract partial class OperatorTests
{
    [SkippableFact]
    public void ReluForward_ZerosNanAndInfinities_KeepsNanAndDropsWhatIsNotPositive()
    {
        float[] expected = [0, 0, 1, 0, float.NaN, float.PositiveInfinity, 0];
        Assert.Equal(expected, Relu([0, -0f, 1, -1, float.NaN, float.PositiveInfinity, float.NegativeInfinity]));
    }

    [SkippableFact]
    public void ReluForward_NanInEveryPosition_PassesThrough()
    {
        for (int length = 1; length < 40; length += 13)
            Assert.All(Relu([.. Enumerable.Repeat(float.NaN, length)]), value => Assert.True(float.IsNaN(value)));
    }

    [SkippableFact]
    public void ReluBackward_OutputZeroOrMinusZero_HasGradientZero()
    {
        TensorShape shape = TensorShape.Vector(5);
        using Tensor output = Upload("output", shape, [0, -0f, 1, 1e-30f, float.PositiveInfinity]);
        using Tensor gradient = Upload("gradient", shape, [3, 4, 5, 6, 7]);
        Backend.ReluBackward(output, gradient, gradient);
        Assert.Equal([0, 0, 5, 6, 7], Download(gradient));
    }

    [SkippableFact]
    public void ConvolutionBackwardInput_ReluOutputZeroOrMinusZero_PassesNothingBack()
    {
        ConvolutionGeometry geometry = new(1, 1, KernelSize: 1, Padding: 0);
        TensorShape shape = new(1, 1, 4);
        using PreparedConvolution layer = Backend.PrepareConvolution(geometry, [2], [0]);
        using Tensor reluOutput = Upload("reluOutput", shape, [0, -0f, 1, 1e-30f]);
        using Tensor gradOutput = Upload("gradOutput", shape, [3, 4, 5, 6]), gradInput = Backend.Allocate("gradInput", shape);
        Backend.ConvolutionBackwardInput(layer, gradOutput, reluOutput, gradInput);
        Assert.Equal([0, 0, 10, 12], Download(gradInput));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void ConvolutionForward_NanPixel_ReachesEveryOutputThatReadsIt(bool relu)
    {
        TensorShape shape = new(3, 9, 10);
        ConvolutionGeometry geometry = new(3, 5);
        float[] values = RandomData.Normal(shape, seed: 1);
        values[shape.Positions + 4 * shape.Width + 6] = float.NaN;
        float[] weights = RandomData.Weights(geometry.WeightsLength, 27, seed: 2);
        using PreparedConvolution layer = Backend.PrepareConvolution(geometry, weights, new float[5]);
        using Tensor input = Upload("input", shape, values), output = Backend.Allocate("output", geometry.OutputShape(shape));
        Backend.ConvolutionForward(layer, input, output, relu);
        float[] found = Download(output);
        for (int oc = 0; oc < 5; oc++)
        for (int h = 3; h <= 5; h++)
        for (int w = 5; w <= 7; w++)
            Assert.True(float.IsNaN(found[(oc * shape.Height + h) * shape.Width + w]), $"output ({oc}, {h}, {w}) hides the NaN");
    }

    [SkippableTheory]
    [InlineData(new float[] { 1, 1, 1, 1 }, 0)]
    [InlineData(new float[] { 0, 2, 2, 2 }, 1)]
    [InlineData(new float[] { 0, 1, 2, 2 }, 2)]
    [InlineData(new float[] { 0, 1, 1, 2 }, 3)]
    [InlineData(new float[] { 0, -0f, 0, -0f }, 0)]
    [InlineData(new float[] { -0f, 0, -1, 0 }, 0)]
    [InlineData(new float[] { -2, -1, -3, -1 }, 1)]
    public void PoolBackward_Ties_GradientGoesToTheFirstInRowMajorOrder(float[] window, int winner)
    {
        // The same window in every place of a (2, 4, 34) input, so that every lane of a vector sees it.
        TensorShape shape = new(2, 4, 34);
        PoolingGeometry geometry = new(PoolingKind.Max);
        float[] values = Tile(window, shape), gradients = RandomData.Normal(geometry.OutputShape(shape), seed: 1);
        using Tensor input = Upload("input", shape, values), gradInput = Backend.Allocate("gradInput", shape);
        using Tensor gradOutput = Upload("gradOutput", geometry.OutputShape(shape), gradients);
        Backend.PoolBackward(geometry, input, gradOutput, gradInput);
        float[] found = Download(gradInput);
        for (int i = 0; i < found.Length; i++)
        {
            (int row, int column) = (i / shape.Width, i % shape.Width);
            bool wins = row % 2 * 2 + column % 2 == winner;
            Assert.Equal(wins ? gradients[row / 2 * (shape.Width / 2) + column / 2] : 0, found[i]);
        }
    }

    [SkippableTheory]
    [InlineData(TotalVariationKind.Absolute)]
    [InlineData(TotalVariationKind.Squared)]
    [InlineData(TotalVariationKind.Power125)]
    public void TotalVariationAccumulate_ConstantImage_AddsNothing(TotalVariationKind kind)
    {
        TensorShape shape = new(3, 5, 19);
        float[] before = RandomData.Normal(shape, seed: 1);
        using Tensor image = Backend.Allocate("image", shape), gradImage = Upload("gradImage", shape, before);
        using ScalarBuffer results = Backend.AllocateScalars(1);
        double[] value = new double[1];
        Backend.Fill(image, 0.3f);
        Backend.TotalVariationAccumulate(image, kind, 1, 1, results, 0, gradImage);
        Backend.Download(results, value);
        Assert.Equal(0, value[0]);
        ErrorMeasure.AssertSameBits(Backend.Name, before, Download(gradImage));
    }

    [SkippableFact]
    public void TotalVariationAccumulate_AbsoluteSteps_PullWithTheWholeWeightHoweverSmall()
    {
        // One row 0, 0, t, t, 0: only the edges pull, and a step of the smallest normal number pulls as hard as any.
        TensorShape shape = new(1, 1, 5);
        const float Step = 1.17549435e-38f;
        using Tensor image = Upload("image", shape, [0, 0, Step, Step, 0]), gradImage = Backend.Allocate("gradImage", shape);
        using ScalarBuffer results = Backend.AllocateScalars(1);
        Backend.TotalVariationAccumulate(image, TotalVariationKind.Absolute, 1, 0.5, results, 0, gradImage);
        Assert.Equal([0, -0.5f, 0.5f, 0.5f, -0.5f], Download(gradImage));
    }

    private static float[] Tile(float[] window, TensorShape shape)
    {
        float[] values = new float[shape.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = window[i / shape.Width % 2 * 2 + i % shape.Width % 2];
        return values;
    }

    private float[] Relu(float[] values)
    {
        using Tensor tensor = Upload("values", TensorShape.Vector(values.Length), values);
        Backend.ReluForward(tensor, tensor);
        return Download(tensor);
    }

    private protected Tensor Upload(string name, TensorShape shape, float[] values)
    {
        Tensor tensor = Backend.Allocate(name, shape);
        Backend.Upload(values, tensor);
        return tensor;
    }

    private protected float[] Download(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Length];
        Backend.Download(tensor, values);
        return values;
    }
}
