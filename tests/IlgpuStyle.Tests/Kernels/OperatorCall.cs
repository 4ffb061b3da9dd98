using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>
/// Ready-made tensors of one backend and a call of every operator with them, by name. Each call can have one of its tensors
/// replaced, by the wrong shape or another backend's.
/// </summary>
public sealed class OperatorCall : IDisposable
{
    private static readonly ConvolutionGeometry Geometry = new(3, 5);
    private static readonly PoolingGeometry Pooling = new(PoolingKind.Average);
    private static readonly Dictionary<string, Action<OperatorCall>> Calls = CreateCalls();

    private readonly IBackend backend;
    private readonly Dictionary<string, Tensor> tensors = [];
    private readonly PreparedConvolution layer;
    private readonly ScalarBuffer slots;
    private readonly LbfgsScalars scalars;
    private readonly double[] numbers = new double[2];
    private readonly float[] host;
    private readonly Tensor[] one = new Tensor[1], pair = new Tensor[2];

    /// <param name="backend">Whose operators are called.</param>
    /// <param name="height">Height of the images and features, even.</param>
    /// <param name="width">Width of the images and features, even.</param>
    public OperatorCall(IBackend backend, int height = 6, int width = 8)
    {
        this.backend = backend;
        host = new float[3 * height * width];
        layer = backend.PrepareConvolution(Geometry, new float[Geometry.WeightsLength], new float[5]);
        slots = backend.AllocateScalars(2);
        scalars = new LbfgsScalars(backend, capacity: 2);
        foreach (string name in new[] { "image", "image2", "image3", "image4" })
            tensors[name] = backend.Allocate(name, new TensorShape(3, height, width));
        foreach (string name in new[] { "features", "features2", "features3" })
            tensors[name] = backend.Allocate(name, new TensorShape(5, height, width));
        tensors["pooled"] = backend.Allocate("pooled", new TensorShape(3, height / 2, width / 2));
        tensors["mask"] = backend.Allocate("mask", new TensorShape(1, height, width));
        tensors["channels"] = backend.Allocate("channels", new TensorShape(5, 1, 1));
        foreach (string name in new[] { "gram2", "gram3" })
            tensors[name] = backend.Allocate(name, TensorShape.Matrix(5));
        tensors["pooled features"] = backend.Allocate("pooled features", new TensorShape(5, height / 2, width / 2));
        tensors["gram"] = backend.Allocate("gram", TensorShape.Matrix(5));
    }

    /// <summary>Every operator with every tensor that can be replaced: "operator", "tensor".</summary>
    public static TheoryData<string, string> OperatorsAndTensors { get; } = CreatePairs();

    /// <summary>Every operator.</summary>
    public static IEnumerable<string> Operators => Calls.Keys;

    /// <summary>The shape of one of the tensors.</summary>
    public TensorShape ShapeOf(string tensor) => tensors[tensor].Shape;

    /// <summary>Puts another tensor in the place of one of the arguments.</summary>
    public void Replace(string tensor, Tensor replacement)
    {
        tensors[tensor].Dispose();
        tensors[tensor] = replacement;
    }

    /// <summary>Calls an operator.</summary>
    public void Invoke(string name) => Calls[name](this);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in tensors.Values)
            tensor.Dispose();
        layer.Dispose();
        scalars.Dispose();
        slots.Dispose();
    }

    private static Dictionary<string, Action<OperatorCall>> CreateCalls() => new()
    {
        ["Upload"] = c => c.backend.Upload(c.host, c["image"]),
        ["Download"] = c => c.backend.Download(c["image"], c.host),
        ["Download scalars"] = c => c.backend.Download(c.slots, c.numbers),
        ["Copy"] = c => c.backend.Copy(c["image"], c["image2"]),
        ["ConvolutionForward"] = c => c.backend.ConvolutionForward(c.layer, c["image"], c["features"], relu: true),
        ["ConvolutionBackwardInput"] =
            c => c.backend.ConvolutionBackwardInput(c.layer, c["features"], c["features2"], c["image"]),
        ["ConvolutionBackwardInput without ReLU"] =
            c => c.backend.ConvolutionBackwardInput(c.layer, c["features"], null, c["image"]),
        ["ConvolutionPoolForward"] =
            c => c.backend.ConvolutionPoolForward(c.layer, Pooling, c["image"], c["features"], c["pooled features"]),
        ["ReluForward"] = c => c.backend.ReluForward(c["image"], c["image2"]),
        ["ReluBackward"] = c => c.backend.ReluBackward(c["image"], c["image2"], c["image3"]),
        ["PoolForward"] = c => c.backend.PoolForward(Pooling, c["image"], c["pooled"]),
        ["PoolBackward"] = c => c.backend.PoolBackward(Pooling, c["image"], c["pooled"], c["image2"]),
        ["ChannelAffine"] = c => c.backend.ChannelAffine(c["image"], [2, 1, 0], [1, 2, 3], [4, 5, 6], c["image2"]),
        ["CopyChannels"] = c => c.backend.CopyChannels(c["image"], 1, c["features"], 3, 2),
        ["CopyWindow"] = c => c.backend.CopyWindow(c["image"], c["image2"], new WindowGeometry(1, 2, 3, 0, 2, 5)),
        ["AccumulateWindow"] = c => c.backend.AccumulateWindow(c["image"], c["image2"], new WindowGeometry(1, 2, 3, 0, 2, 5)),
        ["UpsampleAccumulate"] = c => c.backend.UpsampleAccumulate(c["pooled"], 0.5, c["image"], wraps: true),
        ["UpsampleTransposed"] = c => c.backend.UpsampleTransposed(c["image"], c["pooled"], wraps: false),
        ["GramForward"] = c => c.backend.GramForward(c["features"], 0.5, c["gram"]),
        ["GramBackwardAccumulate"] = c => c.backend.GramBackwardAccumulate(c["gram"], c["features"], 0.5, c["features2"]),
        ["SquaredDistance"] = c => c.backend.SquaredDistance(c["image"], c["image2"], 2, c.slots, 1),
        ["DifferenceAccumulate"] = c => c.backend.DifferenceAccumulate(c["image"], c["image2"], 2, c["image3"]),
        ["TotalVariationAccumulate"] =
            c => c.backend.TotalVariationAccumulate(c["image"], TotalVariationKind.Squared, 1, 2, c.slots, 0, c["image2"]),
        ["DiagonalVariationAccumulate"] = c => c.backend.DiagonalVariationAccumulate(c["image"], 2, c.slots, 0, c["image2"]),
        ["ChannelSums"] = c => c.backend.ChannelSums(c["features"], 0.5, c["channels"]),
        ["ChannelAccumulate"] = c => c.backend.ChannelAccumulate(c["channels"], 0.5, c["features"]),
        ["MaskMultiply"] = c => c.backend.MaskMultiply(c["features"], c["mask"], c["features2"]),
        ["MaskMultiplyAccumulate"] = c => c.backend.MaskMultiplyAccumulate(c["features"], c["mask"], 0.5, c["features2"]),
        ["MatrixProduct"] = c => c.backend.MatrixProduct(c["gram"], c["gram2"], 0.5, c["gram3"]),
        ["Dots"] = c => c.backend.Dots(c.Pair("image", "image2"), c.One("image3"), c.numbers),
        ["Dots into slots"] = c => c.backend.Dots(c.Pair("image", "image2"), c.One("image3"), c.slots),
        ["LinearCombination by slots"] = c => c.backend.LinearCombination(c.slots, c.Pair("image", "image2"), c["image3"]),
        ["LbfgsRecursion"] = c => c.backend.LbfgsRecursion(c.scalars, 1, keepPair: true),
        ["Upload scalars"] = c => c.backend.Upload(c.numbers, c.slots),
        ["LinearCombination"] = c => c.backend.LinearCombination([1, 2], c.Pair("image", "image2"), c["image3"]),
        ["AdamStep"] = c => c.backend.AdamStep(
            c["image"], c["image2"], c["image3"], c["image4"], new AdamParameters(0.1f, 0.9f, 0.99f, 1, 1e-8f)),
    };

    private static TheoryData<string, string> CreatePairs()
    {
        Dictionary<string, string[]> arguments = new()
        {
            ["Upload"] = ["image"],
            ["Download"] = ["image"],
            ["Copy"] = ["image", "image2"],
            ["ConvolutionForward"] = ["image", "features"],
            ["ConvolutionBackwardInput"] = ["features", "features2", "image"],
            ["ConvolutionBackwardInput without ReLU"] = ["features", "image"],
            ["ConvolutionPoolForward"] = ["image", "features", "pooled features"],
            ["ReluForward"] = ["image", "image2"],
            ["ReluBackward"] = ["image", "image2", "image3"],
            ["PoolForward"] = ["image", "pooled"],
            ["PoolBackward"] = ["image", "pooled", "image2"],
            ["ChannelAffine"] = ["image", "image2"],
            ["CopyChannels"] = ["image", "features"],
            ["CopyWindow"] = ["image", "image2"],
            ["AccumulateWindow"] = ["image", "image2"],
            ["UpsampleAccumulate"] = ["pooled", "image"],
            ["UpsampleTransposed"] = ["image", "pooled"],
            ["GramForward"] = ["features", "gram"],
            ["GramBackwardAccumulate"] = ["gram", "features", "features2"],
            ["SquaredDistance"] = ["image", "image2"],
            ["DifferenceAccumulate"] = ["image", "image2", "image3"],
            ["TotalVariationAccumulate"] = ["image", "image2"],
            ["DiagonalVariationAccumulate"] = ["image", "image2"],
            ["ChannelSums"] = ["features", "channels"],
            ["ChannelAccumulate"] = ["channels", "features"],
            ["MaskMultiply"] = ["features", "mask", "features2"],
            ["MaskMultiplyAccumulate"] = ["features", "mask", "features2"],
            ["MatrixProduct"] = ["gram", "gram2", "gram3"],
            ["Dots"] = ["image", "image2", "image3"],
            ["Dots into slots"] = ["image", "image2", "image3"],
            ["LinearCombination by slots"] = ["image", "image2", "image3"],
            ["LinearCombination"] = ["image", "image2", "image3"],
            ["AdamStep"] = ["image", "image2", "image3", "image4"],
        };
        TheoryData<string, string> pairs = [];
        foreach ((string operation, string[] names) in arguments)
        foreach (string name in names)
            pairs.Add(operation, name);
        return pairs;
    }

    private Tensor this[string name] => tensors[name];

    /// <summary>A list of one tensor, without allocating it.</summary>
    private Tensor[] One(string name)
    {
        one[0] = tensors[name];
        return one;
    }

    /// <summary>A list of two tensors, without allocating it.</summary>
    private Tensor[] Pair(string first, string second)
    {
        pair[0] = tensors[first];
        pair[1] = tensors[second];
        return pair;
    }
}
