using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>
/// Ready-made tensors of one backend and a call of every operator with them, by name. Each call can have one of its tensors
/// replaced, by the wrong shape or another backend's.
/// </summary>
internal sealed class OperatorCall : IDisposable
{
    private static readonly ConvolutionGeometry s_geometry = new(3, 5);
    private static readonly PoolingGeometry s_pooling = new(PoolingKind.Average);
    private static readonly Dictionary<string, Action<OperatorCall>> s_calls = CreateCalls();

    private readonly IBackend _backend;
    private readonly Dictionary<string, Tensor> _tensors = [];
    private readonly PreparedConvolution _layer;
    private readonly ScalarBuffer _slots;
    private readonly LbfgsScalars _scalars;
    private readonly double[] _numbers = new double[2];
    private readonly float[] _host;
    private readonly Tensor[] _one = new Tensor[1], _pair = new Tensor[2];

    /// <param name="backend">Whose operators are called.</param>
    /// <param name="height">Height of the images and features, even.</param>
    /// <param name="width">Width of the images and features, even.</param>
    public OperatorCall(IBackend backend, int height = 6, int width = 8)
    {
        _backend = backend;
        _host = new float[3 * height * width];
        _layer = backend.PrepareConvolution(s_geometry, new float[s_geometry.WeightsLength], new float[5]);
        _slots = backend.AllocateScalars(2);
        _scalars = new LbfgsScalars(backend, capacity: 2);
        foreach (string name in new[] { "image", "image2", "image3", "image4" })
            _tensors[name] = backend.Allocate(name, new TensorShape(3, height, width));
        foreach (string name in new[] { "features", "features2", "features3" })
            _tensors[name] = backend.Allocate(name, new TensorShape(5, height, width));
        _tensors["pooled"] = backend.Allocate("pooled", new TensorShape(3, height / 2, width / 2));
        _tensors["mask"] = backend.Allocate("mask", new TensorShape(1, height, width));
        _tensors["channels"] = backend.Allocate("channels", new TensorShape(5, 1, 1));
        foreach (string name in new[] { "gram2", "gram3" })
            _tensors[name] = backend.Allocate(name, TensorShape.Matrix(5));
        _tensors["pooled features"] = backend.Allocate("pooled features", new TensorShape(5, height / 2, width / 2));
        _tensors["gram"] = backend.Allocate("gram", TensorShape.Matrix(5));
        _tensors["positions"] = backend.Allocate("positions", new TensorShape(1, 1, 7));
        _tensors["chosen"] = backend.Allocate("chosen", new TensorShape(5, 1, 7));
        _tensors["transposed"] = backend.Allocate("transposed", new TensorShape(height * width, 1, 5));
    }

    /// <summary>Every operator with every tensor that can be replaced: "operator", "tensor".</summary>
    public static TheoryData<string, string> OperatorsAndTensors { get; } = CreatePairs();

    /// <summary>Every operator.</summary>
    public static IEnumerable<string> Operators => s_calls.Keys;

    /// <summary>The shape of one of the tensors.</summary>
    public TensorShape ShapeOf(string tensor) => _tensors[tensor].Shape;

    /// <summary>Puts another tensor in the place of one of the arguments.</summary>
    public void Replace(string tensor, Tensor replacement)
    {
        _tensors[tensor].Dispose();
        _tensors[tensor] = replacement;
    }

    /// <summary>Calls an operator.</summary>
    public void Invoke(string name) => s_calls[name](this);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
            tensor.Dispose();
        _layer.Dispose();
        _scalars.Dispose();
        _slots.Dispose();
    }

    private static Dictionary<string, Action<OperatorCall>> CreateCalls() => new()
    {
        ["Upload"] = c => c._backend.Upload(c._host, c["image"]),
        ["Download"] = c => c._backend.Download(c["image"], c._host),
        ["Download scalars"] = c => c._backend.Download(c._slots, c._numbers),
        ["Copy"] = c => c._backend.Copy(c["image"], c["image2"]),
        ["ConvolutionForward"] = c => c._backend.ConvolutionForward(c._layer, c["image"], c["features"], relu: true),
        ["ConvolutionBackwardInput"] =
            c => c._backend.ConvolutionBackwardInput(c._layer, c["features"], c["features2"], c["image"]),
        ["ConvolutionBackwardInput without ReLU"] =
            c => c._backend.ConvolutionBackwardInput(c._layer, c["features"], null, c["image"]),
        ["ConvolutionPoolForward"] =
            c => c._backend.ConvolutionPoolForward(c._layer, s_pooling, c["image"], c["features"], c["pooled features"]),
        ["ReluForward"] = c => c._backend.ReluForward(c["image"], c["image2"]),
        ["ReluBackward"] = c => c._backend.ReluBackward(c["image"], c["image2"], c["image3"]),
        ["PoolForward"] = c => c._backend.PoolForward(s_pooling, c["image"], c["pooled"]),
        ["PoolBackward"] = c => c._backend.PoolBackward(s_pooling, c["image"], c["pooled"], c["image2"]),
        ["ChannelAffine"] = c => c._backend.ChannelAffine(c["image"], [2, 1, 0], [1, 2, 3], [4, 5, 6], c["image2"]),
        ["CopyChannels"] = c => c._backend.CopyChannels(c["image"], 1, c["features"], 3, 2),
        ["CopyWindow"] = c => c._backend.CopyWindow(c["image"], c["image2"], new WindowGeometry(1, 2, 3, 0, 2, 5)),
        ["AccumulateWindow"] = c => c._backend.AccumulateWindow(c["image"], c["image2"], new WindowGeometry(1, 2, 3, 0, 2, 5)),
        ["UpsampleAccumulate"] = c => c._backend.UpsampleAccumulate(c["pooled"], 0.5, c["image"], wraps: true),
        ["UpsampleTransposed"] = c => c._backend.UpsampleTransposed(c["image"], c["pooled"], wraps: false),
        ["GramForward"] = c => c._backend.GramForward(c["features"], 0.5, c["gram"]),
        ["GramBackwardAccumulate"] = c => c._backend.GramBackwardAccumulate(c["gram"], c["features"], 0.5, c["features2"]),
        ["GramForward with sums"] = c => c._backend.GramForward(c["features"], 0.5, c["gram"], new(c["channels"], 0.25)),
        ["GramBackwardAccumulate with sums"] =
            c => c._backend.GramBackwardAccumulate(c["gram"], c["features"], 0.5, c["features2"], new(c["channels"], 0.25)),
        ["SquaredDistance"] = c => c._backend.SquaredDistance(c["image"], c["image2"], 2, c._slots, 1),
        ["SquaredDistanceAccumulate"] =
            c => c._backend.SquaredDistanceAccumulate(c["image"], c["image2"], 2, c._slots, 1, c["image3"]),
        ["TotalVariationAccumulate"] =
            c => c._backend.TotalVariationAccumulate(c["image"], TotalVariationKind.Squared, 1, 2, c._slots, 0, c["image2"]),
        ["DiagonalVariationAccumulate"] = c => c._backend.DiagonalVariationAccumulate(c["image"], 2, c._slots, 0, c["image2"]),
        ["ChannelSums"] = c => c._backend.ChannelSums(c["features"], 0.5, c["channels"]),
        ["ChannelAccumulate"] = c => c._backend.ChannelAccumulate(c["channels"], 0.5, c["features"]),
        ["MaskMultiply"] = c => c._backend.MaskMultiply(c["features"], c["mask"], c["features2"]),
        ["MaskMultiplyAccumulate"] = c => c._backend.MaskMultiplyAccumulate(c["features"], c["mask"], 0.5, c["features2"]),
        ["MatrixProduct"] = c => c._backend.MatrixProduct(c["gram"], c["gram2"], 0.5, c["gram3"]),
        ["NormalizePositions"] = c => c._backend.NormalizePositions(c["features"], c["features2"]),
        ["NearestPositions"] = c => c._backend.NearestPositions(c["features"], c["channels"], c["mask"]),
        ["CosineDistanceAccumulate"] =
            c => c._backend.CosineDistanceAccumulate(c["features"], c["features2"], c["mask"], 0.5, c._slots, 0, c["features3"]),
        ["MatchRanks"] = c => c._backend.MatchRanks(c["features"], c["features2"], c["features3"]),
        ["GatherPositions"] = c => c._backend.GatherPositions(c["features"], c["positions"], c["chosen"]),
        ["ScatterPositionsAccumulate"] =
            c => c._backend.ScatterPositionsAccumulate(c["chosen"], c["positions"], c["features"]),
        ["TransposePositions"] = c => c._backend.TransposePositions(c["features"], c["transposed"]),
        ["AbsoluteDistanceAccumulate"] =
            c => c._backend.AbsoluteDistanceAccumulate(c["image"], c["image2"], 2, c._slots, 1, c["image3"]),
        ["SelfSimilarityDistance"] = c => c._backend.SelfSimilarityDistance(c["gram"], c["gram2"], 2, c._slots, 1, c["gram3"]),
        ["Dots"] = c => c._backend.Dots(c.Pair("image", "image2"), c.One("image3"), c._numbers),
        ["Dots into slots"] = c => c._backend.Dots(c.Pair("image", "image2"), c.One("image3"), c._slots),
        ["LinearCombination by slots"] = c => c._backend.LinearCombination(c._slots, c.Pair("image", "image2"), c["image3"]),
        ["LbfgsRecursion"] = c => c._backend.LbfgsRecursion(c._scalars, 1, keepPair: true),
        ["Upload scalars"] = c => c._backend.Upload(c._numbers, c._slots),
        ["LinearCombination"] = c => c._backend.LinearCombination([1, 2], c.Pair("image", "image2"), c["image3"]),
        ["AdamStep"] = c => c._backend.AdamStep(
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
            ["GramForward with sums"] = ["features", "gram", "channels"],
            ["GramBackwardAccumulate with sums"] = ["gram", "features", "features2", "channels"],
            ["SquaredDistance"] = ["image", "image2"],
            ["SquaredDistanceAccumulate"] = ["image", "image2", "image3"],
            ["TotalVariationAccumulate"] = ["image", "image2"],
            ["DiagonalVariationAccumulate"] = ["image", "image2"],
            ["ChannelSums"] = ["features", "channels"],
            ["ChannelAccumulate"] = ["channels", "features"],
            ["MaskMultiply"] = ["features", "mask", "features2"],
            ["MaskMultiplyAccumulate"] = ["features", "mask", "features2"],
            ["MatrixProduct"] = ["gram", "gram2", "gram3"],
            ["NormalizePositions"] = ["features", "features2"],
            ["NearestPositions"] = ["features", "channels", "mask"],
            ["CosineDistanceAccumulate"] = ["features", "features2", "mask", "features3"],
            ["MatchRanks"] = ["features", "features2", "features3"],
            ["GatherPositions"] = ["features", "positions", "chosen"],
            ["ScatterPositionsAccumulate"] = ["chosen", "positions", "features"],
            ["TransposePositions"] = ["features", "transposed"],
            ["AbsoluteDistanceAccumulate"] = ["image", "image2", "image3"],
            ["SelfSimilarityDistance"] = ["gram", "gram2", "gram3"],
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

    private Tensor this[string name] => _tensors[name];

    /// <summary>A list of one tensor, without allocating it.</summary>
    private Tensor[] One(string name)
    {
        _one[0] = _tensors[name];
        return _one;
    }

    /// <summary>A list of two tensors, without allocating it.</summary>
    private Tensor[] Pair(string first, string second)
    {
        _pair[0] = _tensors[first];
        _pair[1] = _tensors[second];
        return _pair;
    }
}
