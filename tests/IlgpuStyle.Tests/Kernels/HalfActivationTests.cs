using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>
/// Every operator that takes activations, with activations in half precision: inputs that half precision holds exactly, so that results in
/// float32 keep float32's tolerances and results in half precision are one rounding away.
/// </summary>
[Trait("Category", "Kernels")]
public abstract class HalfActivationTests
{
    private static readonly TensorShape s_shape = new(5, 6, 8), s_odd = new(5, 7, 9);

    /// <summary>A backend with activations in half precision, given back by the caller.</summary>
    private protected abstract IlgpuBackend Open(IlgpuOptions options);

    /// <summary>Kernel of the convolutions and group size; 256 gets the tiled kernels.</summary>
    public static TheoryData<string, int?> Kernels() => new()
    {
        { nameof(ConvolutionVariant.Blocked), null },
        { nameof(ConvolutionVariant.Plain), null },
        { nameof(ConvolutionVariant.Winograd), null },
        { nameof(ConvolutionVariant.Direct), 256 },
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Convolution_HalfActivations_MatchReference(string variant, int? groupSize)
    {
        bool isTiled = groupSize is not null;
        using Scene scene = NewScene(new IlgpuOptions
        {
            HalfActivations = true, Convolution = Enum.Parse<ConvolutionVariant>(variant), GroupSize = groupSize,
        });
        ConvolutionGeometry geometry = new(5, isTiled ? 41 : 6);
        float[] weights = RandomData.Weights(geometry.WeightsLength, 45, seed: 1),
            bias = RandomData.Normal(geometry.OutputChannels, seed: 2);
        foreach (TensorShape shape in isTiled ? [s_odd] : new[] { s_shape, s_odd })
        {
            Pair input = scene.Half("input", shape, 3), output = scene.Half("output", geometry.OutputShape(shape), 4);
            scene.Run(b =>
            {
                using PreparedConvolution layer = b.PrepareConvolution(geometry, weights, bias);
                b.ConvolutionForward(layer, input.On(b), output.On(b), relu: true);
            });
            output.AssertClose(Tolerances.HalfStorage);
            if (isTiled)
                continue;
            Pair gradOutput = scene.Single("gradOutput", geometry.OutputShape(shape), 5), gradInput = scene.Single("gradInput", shape, 6);
            Pair mask = scene.Half("mask", geometry.OutputShape(shape), 7);
            scene.Run(b =>
            {
                using PreparedConvolution layer = b.PrepareConvolution(geometry, weights, bias);
                b.ConvolutionBackwardInput(layer, gradOutput.On(b), mask.On(b), gradInput.On(b));
            });
            gradInput.AssertClose(Tolerances.Convolution);
        }
    }

    [Theory]
    [InlineData(PoolingKind.Max)]
    [InlineData(PoolingKind.Average)]
    public void Pooling_HalfActivations_MatchReference(PoolingKind kind)
    {
        using Scene scene = NewScene(new IlgpuOptions { HalfActivations = true });
        PoolingGeometry geometry = new(kind);
        Pair input = scene.Half("input", s_shape, 1), output = scene.Half("output", geometry.OutputShape(s_shape), 2);
        Pair gradOutput = scene.Single("gradOutput", output.Shape, 3), gradInput = scene.Single("gradInput", s_shape, 4);
        scene.Run(b =>
        {
            b.PoolForward(geometry, input.On(b), output.On(b));
            b.PoolBackward(geometry, input.On(b), gradOutput.On(b), gradInput.On(b));
        });
        output.AssertClose(Tolerances.HalfStorage);
        gradInput.AssertClose(Tolerances.Elementwise);
    }

    [Theory]
    [InlineData(PoolingKind.Max)]
    [InlineData(PoolingKind.Average)]
    public void ConvolutionPool_HalfActivations_MatchReference(PoolingKind kind)
    {
        using Scene scene = NewScene(new IlgpuOptions { HalfActivations = true, Convolution = ConvolutionVariant.Winograd });
        ConvolutionGeometry geometry = new(5, 6);
        PoolingGeometry pooling = new(kind, CeilMode: true);
        TensorShape outputShape = geometry.OutputShape(s_odd), pooledShape = pooling.OutputShape(outputShape);
        float[] weights = RandomData.Weights(geometry.WeightsLength, 45, seed: 1), bias = RandomData.Normal(6, seed: 2);
        Pair input = scene.Half("input", s_odd, 3), output = scene.Half("output", outputShape, 4),
            pooled = scene.Half("pooled", pooledShape, 5);
        Pair gradPooled = scene.Single("gradPooled", pooledShape, 6), mask = scene.Half("mask", outputShape, 7);
        Pair gradInput = scene.Single("gradInput", s_odd, 8);
        scene.Run(b =>
        {
            using PreparedConvolution layer = b.PrepareConvolution(geometry, weights, bias);
            b.ConvolutionPoolForward(layer, pooling, input.On(b), output.On(b), pooled.On(b));
            b.ConvolutionPoolBackwardInput(layer, pooling, gradPooled.On(b), mask.On(b), gradInput.On(b));
        });
        output.AssertClose(Tolerances.HalfStorage);
        pooled.AssertClose(Tolerances.HalfStorage);
        gradInput.AssertClose(Tolerances.Convolution);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(256)]
    public void Gram_HalfActivations_MatchReference(int? groupSize)
    {
        using Scene scene = NewScene(new IlgpuOptions { HalfActivations = true, GroupSize = groupSize });
        Pair features = scene.Half("features", s_odd, 1), gram = scene.Single("gram", TensorShape.Matrix(5), 2);
        Pair gradient = scene.Single("gradFeatures", s_odd, 3);
        scene.Run(b =>
        {
            b.GramForward(features.On(b), 0.5, gram.On(b));
            b.GramBackwardAccumulate(gram.On(b), features.On(b), 0.25, gradient.On(b));
        });
        gram.AssertClose(Tolerances.Gram);
        gradient.AssertClose(Tolerances.Gram);
    }

    [Fact]
    public void LossesAndCopies_HalfActivations_MatchReference()
    {
        using Scene scene = NewScene(new IlgpuOptions { HalfActivations = true });
        Pair a = scene.Half("a", s_odd, 1), b = scene.Single("b", s_odd, 2), copy = scene.Half("copy", s_odd, 3);
        Pair gradient = scene.Single("gradient", s_odd, 4), joined = scene.Half("joined", s_odd with { Channels = 7 }, 5);
        Pair masked = scene.Single("masked", s_odd, 6), map = scene.Single("map", s_odd with { Channels = 1 }, 7);
        Pair sums = scene.Single("sums", new TensorShape(5, 1, 1), 8);
        Dictionary<string, double> distances = [];
        scene.Run(backend =>
        {
            using ScalarBuffer slots = backend.AllocateScalars(1);
            backend.SquaredDistanceAccumulate(a.On(backend), b.On(backend), 0.5, slots, 0, gradient.On(backend));
            double[] values = new double[1];
            backend.Download(slots, values);
            distances[backend.Name] = values[0];
            backend.MaskMultiply(a.On(backend), map.On(backend), masked.On(backend));
            backend.ChannelSums(a.On(backend), 0.5, sums.On(backend));
            backend.Copy(a.On(backend), copy.On(backend));
            backend.CopyChannels(a.On(backend), 1, joined.On(backend), 4, 3);
            backend.ReluForward(copy.On(backend), copy.On(backend));
        });
        Assert.Equal(distances[BackendCatalogue.Reference], distances.Single(pair => pair.Key != BackendCatalogue.Reference).Value,
            Tolerances.SumOfDifferences * distances[BackendCatalogue.Reference]);
        gradient.AssertClose(Tolerances.Elementwise);
        masked.AssertClose(Tolerances.Elementwise);
        sums.AssertClose(Tolerances.Elementwise);
        copy.AssertClose(0);
        joined.AssertClose(0);
    }

    [Fact]
    public void Arena_HalfActivations_TakeHalfTheMemoryAndKeepThreeDigits()
    {
        using IlgpuBackend backend = Open(new IlgpuOptions { HalfActivations = true });
        TensorRequest half = new("activation", new TensorShape(64, 10, 10), 0, 1, TensorRole.Activation),
            single = half with { Role = TensorRole.FeatureMap };
        Assert.Equal(2 * backend.StorageBytes(half), backend.StorageBytes(single));
        using TensorArena arena = backend.AllocateArena([half, single]);
        Assert.Equal(backend.StorageBytes(half) + backend.StorageBytes(single), arena.SizeInBytes);
        float[] values = RandomData.Normal(half.Shape, seed: 1), found = new float[values.Length];
        backend.Upload(values, arena.Tensors[0]);
        backend.Download(arena.Tensors[0], found);
        Assert.Equal(values.Select(x => (float)(Half)x), found);
        backend.Upload(values, arena.Tensors[1]);
        backend.Download(arena.Tensors[1], found);
        Assert.Equal(values, found);
    }

    [Fact]
    public void OperatorOfPictures_HalfActivation_IsRefusedByName()
    {
        using IlgpuBackend backend = Open(new IlgpuOptions { HalfActivations = true });
        using TensorArena arena = backend.AllocateArena([new TensorRequest("relu1_1", s_shape, 0, 1, TensorRole.Activation)]);
        ArgumentException error = Assert.Throws<ArgumentException>(() => backend.Clamp(arena.Tensors[0], 0, 1));
        Assert.Contains("'relu1_1' is an activation in half precision", error.Message);
    }

    private Scene NewScene(IlgpuOptions options) => new(Open(options));

    /// <summary>The reference and a backend with half activations, with the same tensors.</summary>
    private sealed class Scene(IlgpuBackend subject) : IDisposable
    {
        private readonly ReferenceBackend _reference = new();
        private readonly List<IDisposable> _arenas = [];

        public Pair Half(string name, TensorShape shape, int seed) => Make(name, shape, seed, TensorRole.Activation);

        public Pair Single(string name, TensorShape shape, int seed) => Make(name, shape, seed, TensorRole.FeatureMap);

        public void Run(Action<IBackend> operation)
        {
            operation(_reference);
            operation(subject);
        }

        public void Dispose()
        {
            _arenas.ForEach(arena => arena.Dispose());
            subject.Dispose();
        }

        private Pair Make(string name, TensorShape shape, int seed, TensorRole role)
        {
            float[] values = [.. RandomData.Normal(shape, seed).Select(x => (float)(Half)x)];
            TensorArena arena = subject.AllocateArena([new TensorRequest(name, shape, 0, 1, role)]);
            _arenas.Add(arena);
            Pair pair = new(_reference, _reference.Allocate(name, shape), arena.Tensors[0], subject);
            _reference.Upload(values, pair.OnReference);
            subject.Upload(values, pair.OnSubject);
            return pair;
        }
    }

    /// <summary>A tensor on both.</summary>
    private sealed class Pair(ReferenceBackend reference, Tensor onReference, Tensor onSubject, IlgpuBackend subject)
        : PerBackend<Tensor>(reference, onReference, onSubject)
    {
        public TensorShape Shape => OnReference.Shape;

        public void AssertClose(double tolerance)
        {
            double[] expected = new double[Shape.Length];
            float[] found = new float[Shape.Length];
            reference.DownloadDouble(OnReference, expected);
            subject.Download(OnSubject, found);
            ErrorMeasure.AssertClose(OnSubject.Name, expected, found, tolerance);
        }
    }
}
