using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>What a convolution with the pooling behind it is held to.</summary>
internal static class ConvolutionPoolCheck
{
    /// <summary>Both directions against the reference and against two calls, on a backend that fuses them.</summary>
    public static void All(IBackend backend, ConvolutionGeometry geometry, PoolingGeometry pooling, int height, int width)
    {
        Assert.True(backend.FusesPoolBackward(geometry, pooling));
        Forward(backend, geometry, pooling, height, width);
        Backward(backend, geometry, pooling, height, width);
        SameBitsAsTwoCalls(backend, geometry, pooling, height, width);
    }

    /// <summary>Output and pooled output against the reference.</summary>
    public static void Forward(IBackend backend, ConvolutionGeometry geometry, PoolingGeometry pooling, int height, int width)
    {
        using OperatorScene scene = new(backend);
        TensorShape shape = new(geometry.InputChannels, height, width), outputShape = geometry.OutputShape(shape);
        PerBackend<PreparedConvolution> layer = scene.Layer(geometry, seed: 1);
        Operand input = scene.Input("input", shape, RandomData.Normal(shape, seed: 3));
        Operand output = scene.Output("output", outputShape);
        Operand pooled = scene.Output("pooled", pooling.OutputShape(outputShape));
        scene.Run(b => b.ConvolutionPoolForward(layer.On(b), pooling, input.On(b), output.On(b), pooled.On(b)));
        OperatorScene.AssertClose(output, Tolerances.Convolution);
        OperatorScene.AssertClose(pooled, Tolerances.Convolution);
    }

    /// <summary>The backward of the convolution without pooling, against the reference.</summary>
    public static void BackwardAlone(IBackend backend, ConvolutionGeometry geometry, int height, int width)
    {
        using OperatorScene scene = new(backend);
        TensorShape shape = new(geometry.InputChannels, height, width), outputShape = geometry.OutputShape(shape);
        PerBackend<PreparedConvolution> layer = scene.Layer(geometry, seed: 1);
        Operand gradOutput = scene.Input("gradOutput", outputShape, RandomData.Normal(outputShape, seed: 2));
        Operand reluOutput = scene.Input("reluOutput", outputShape, RandomData.Normal(outputShape, seed: 3));
        Operand gradInput = scene.Output("gradInput", shape);
        scene.Run(b => b.ConvolutionBackwardInput(layer.On(b), gradOutput.On(b), reluOutput.On(b), gradInput.On(b)));
        OperatorScene.AssertClose(gradInput, Tolerances.Convolution);
    }

    /// <summary>Against the reference where the backend fuses the two; where it does not, it must say so.</summary>
    public static void Backward(IBackend backend, ConvolutionGeometry geometry, PoolingGeometry pooling, int height, int width)
    {
        TensorShape outputShape = geometry.OutputShape(new TensorShape(geometry.InputChannels, height, width));
        float[] distinct = RandomData.Distinct(outputShape, seed: 4);
        Backward(backend, geometry, pooling, height, width, distinct);
        // Of equal pixels the first one wins: most windows have two.
        if (pooling.Kind == PoolingKind.Max)
            Backward(backend, geometry, pooling, height, width, [.. distinct.Select(value => MathF.Round(value % 2))]);
    }

    private static void Backward(
        IBackend backend, ConvolutionGeometry geometry, PoolingGeometry pooling, int height, int width, float[] values)
    {
        using OperatorScene scene = new(backend);
        TensorShape shape = new(geometry.InputChannels, height, width), outputShape = geometry.OutputShape(shape);
        TensorShape pooledShape = pooling.OutputShape(outputShape);
        PerBackend<PreparedConvolution> layer = scene.Layer(geometry, seed: 1);
        Operand gradPooled = scene.Input("gradPooled", pooledShape, RandomData.Normal(pooledShape, seed: 3));
        Operand reluOutput = scene.Input("reluOutput", outputShape, [.. values.Select(value => MathF.Max(0, value))]);
        Operand gradInput = scene.Output("gradInput", shape);
        void Run(IBackend b) => b.ConvolutionPoolBackwardInput(
            layer.On(b), pooling, gradPooled.On(b), reluOutput.On(b), gradInput.On(b));
        if (!backend.FusesPoolBackward(geometry, pooling))
        {
            Assert.Throws<ArgumentException>(() => Run(backend));
            return;
        }

        scene.Run(Run);
        OperatorScene.AssertClose(gradInput, Tolerances.Convolution);
    }

    /// <summary>Both directions against convolution and pooling one after the other, with the backend's own rounding.</summary>
    public static void SameBitsAsTwoCalls(IBackend backend, ConvolutionGeometry geometry, PoolingGeometry pooling, int height, int width)
    {
        TensorShape shape = new(geometry.InputChannels, height, width), outputShape = geometry.OutputShape(shape);
        using PreparedConvolution layer = backend.PrepareConvolution(
            geometry, RandomData.Weights(geometry.WeightsLength, 9 * shape.Channels, seed: 1),
            RandomData.Normal(outputShape.Channels, seed: 2));
        using Tensor input = backend.Allocate("input", shape), output = backend.Allocate("output", outputShape);
        using Tensor pooled = backend.Allocate("pooled", pooling.OutputShape(outputShape));
        using Tensor gradient = backend.Allocate("gradient", outputShape);
        backend.Upload(RandomData.Normal(shape, seed: 3), input);
        backend.ConvolutionForward(layer, input, output, relu: true);
        backend.PoolForward(pooling, output, pooled);
        float[] expectedOutput = Download(backend, output), expected = Download(backend, pooled);
        backend.ConvolutionPoolForward(layer, pooling, input, output, pooled);
        ErrorMeasure.AssertSameBits("output", expectedOutput, Download(backend, output));
        ErrorMeasure.AssertSameBits("pooled", expected, Download(backend, pooled));

        backend.PoolBackward(pooling, output, pooled, gradient);
        backend.ConvolutionBackwardInput(layer, gradient, output, input);
        expected = Download(backend, input);
        backend.ConvolutionPoolBackwardInput(layer, pooling, pooled, output, input);
        ErrorMeasure.AssertSameBits("gradInput", expected, Download(backend, input));
    }

    private static float[] Download(IBackend backend, Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Length];
        backend.Download(tensor, values);
        return values;
    }
}
