using IlgpuStyle.Imaging;
using IlgpuStyle.Optimization;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;

namespace IlgpuStyle.Tests.Optimization;

public sealed class AdamMomentsTests
{
    private static readonly TensorShape s_shape = new(1, 2, 3);

    [Fact]
    public void Adopt_MomentsOfAnotherOptimizer_GoesOnAsThatWould()
    {
        using ReferenceBackend backend = new();
        using Tensor x = backend.Allocate("x", s_shape), free = backend.Allocate("free", s_shape);
        using AdamOptimizer first = new(backend, s_shape, new AdamOptions());
        using AdamOptimizer second = new(backend, s_shape, new AdamOptions());
        using AdamOptimizer pinned = new(backend, s_shape, new AdamOptions());
        for (int i = 0; i < 5; i++)
            first.Step(Bowl, x);
        double[] before = Values(x);
        AdamMoments moments = first.Moments();
        second.Adopt(moments);
        backend.Upload([0, 1, 1, 1, 1, 1], free);
        pinned.Adopt(moments, free);
        first.Step(Bowl, x);
        double[] expected = Values(x);
        backend.UploadDouble(before, x);
        second.Step(Bowl, x);
        // The moments travel in float32.
        Assert.Equal(expected, Values(x), (a, b) => Math.Abs(a - b) < 1e-8);
        backend.UploadDouble(before, x);
        pinned.Step((at, gradient) => PinFirst(Bowl(at, gradient), gradient), x);
        Assert.Equal(before[0], Values(x)[0]);
        Assert.NotEqual(before[1], Values(x)[1]);
    }

    [Fact]
    public void At_ALargerSize_KeepsTheMagnitudesAndTheSignOfTheSecond()
    {
        float[] first = [-3, -3, -3, -3, -3, -3], second = [0, 9, 0, 0, 9, 0];
        AdamMoments larger = new AdamMoments(s_shape, first, second, 7).At(new ImageSize(6, 4), isTorus: false);
        Assert.Equal(new TensorShape(1, 4, 6), larger.Shape);
        Assert.Equal(7, larger.StepCount);
        Assert.All(larger.First, value => Assert.Equal(-3, value, 1e-6f));
        Assert.All(larger.Second, value => Assert.InRange(value, 0, 9));
        Assert.Contains(larger.Second, value => value > 5);
    }

    /// <summary>Σ(x − i)².</summary>
    private static double Bowl(Tensor x, Tensor gradient)
    {
        double sum = 0;
        for (int i = 0; i < s_shape.Length; i++)
        {
            double distance = ((ReferenceTensor)x).Values[i] - i - 1;
            sum += distance * distance;
            ((ReferenceTensor)gradient).Values[i] = 2 * distance;
        }

        return sum;
    }

    private static double PinFirst(double loss, Tensor gradient)
    {
        ((ReferenceTensor)gradient).Values[0] = 0;
        return loss;
    }

    private static double[] Values(Tensor x) => [.. ((ReferenceTensor)x).Values];
}
