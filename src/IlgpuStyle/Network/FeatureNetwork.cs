using System.Diagnostics;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network;

/// <summary>
/// A network at one picture size: all its activations and gradients in one planned arena, a forward pass that
/// keeps what the backward needs, and the hand-derived backward to the picture. Derivations:
/// kernels/README.md.
/// </summary>
internal sealed class FeatureNetwork : IFeatureNetwork
{
    private static readonly double[] s_sumOfTwo = [1, 1];
    private static readonly FeatureVisitor s_noVisitor = (_, _, _) => { };

    private readonly PreparedNetwork _network;
    private readonly NetworkSchedule _schedule;
    private readonly PoolingFusion _fusion;
    private readonly TensorArena? _arena;
    private readonly IReadOnlyList<Tensor> _tensors;
    private readonly HashSet<int> _features;
    private readonly bool _withBackward;
    private readonly int[][] _inputs;
    private readonly bool[] _isLastConsumer;
    private readonly bool[] _hasConsumer;

    /// <summary>Plans and allocates.</summary>
    /// <param name="network">The packed weights; outlive this object.</param>
    /// <param name="imageShape">(3, H, W).</param>
    /// <param name="features">The layers whose feature maps are wanted.</param>
    /// <param name="withBackward">
    /// False for style and content targets: activations then share memory as soon as they are read.
    /// </param>
    /// <exception cref="InputException">
    /// A layer does not exist, or the picture is too small for the network.
    /// </exception>
    public FeatureNetwork(
        PreparedNetwork network, TensorShape imageShape, IEnumerable<string> features, bool withBackward)
        : this(network, imageShape, features, withBackward, tensors: null)
    {
    }

    /// <summary>
    /// Plans, and takes memory that somebody else has allocated for <see cref="Requests"/>; allocates if
    /// there is none.
    /// </summary>
    internal FeatureNetwork(
        PreparedNetwork network, TensorShape imageShape, IEnumerable<string> features, bool withBackward,
        IReadOnlyList<Tensor>? tensors)
    {
        _network = network;
        _withBackward = withBackward;
        NetworkDefinition definition = network.Definition;
        _features = [.. features.Select(definition.IndexOf)];
        int count = definition.Layers.Count;
        _inputs = [.. definition.Layers.Select(layer => layer.Inputs.Select(definition.IndexOf).ToArray())];
        TensorShape[] shapes = Shapes(network, imageShape);
        _fusion = new PoolingFusion(network, _features);
        _schedule = Schedule(network, imageShape, shapes, _features, _fusion, withBackward);
        _isLastConsumer = new bool[count * count];
        _hasConsumer = new bool[count];
        for (int k = 0; k < count; k++)
        {
            foreach (int last in _schedule.Consumers(k).TakeLast(1))
            {
                _isLastConsumer[last * count + k] = true;
                _hasConsumer[k] = true;
            }
        }

        _arena = tensors is null ? network.Backend.AllocateArena(_schedule.Requests) : null;
        _tensors = tensors ?? _arena!.Tensors;
        ImageShape = imageShape;
    }

    /// <inheritdoc/>
    public TensorShape ImageShape { get; }

    /// <inheritdoc/>
    public long SizeInBytes => _arena?.SizeInBytes ?? 0;

    private IBackend Backend => _network.Backend;

    private int Count => _network.Definition.Layers.Count;

    /// <summary>What the first layer reads: the normalised picture, or a feature map.</summary>
    internal Tensor Input => _tensors[0];

    /// <summary>∂L/∂<see cref="Input"/> after the backward pass.</summary>
    internal Tensor GradInput => _tensors[Count + 1];

    /// <inheritdoc/>
    public TensorShape FeatureShape(string layer) => Activation(_network.Definition.IndexOf(layer)).Shape;

    /// <summary>One: the whole map.</summary>
    public int Pieces(string layer) => 1;

    /// <summary>Runs the picture (3, H, W), RGB in [0, 1], through all layers.</summary>
    public void Forward(Tensor image) => Forward(image, s_noVisitor);

    /// <inheritdoc/>
    public void Forward(Tensor image, FeatureVisitor visit)
    {
        _network.Normalization.Forward(Backend, image, Input);
        ForwardFromInput(visit);
    }

    /// <summary>Runs <see cref="Input"/>, which has been written, through all layers.</summary>
    internal void ForwardFromInput(FeatureVisitor visit)
    {
        for (int k = 0; k < Count; k++)
        {
            ForwardLayer(k);
            if (_features.Contains(k))
                visit(_network.Definition.Layers[k].Name, default, Activation(k));
        }
    }

    /// <summary>
    /// The feature map of a layer that was asked for; valid until the next <see cref="Forward(Tensor)"/> or
    /// <see cref="Backward"/>.
    /// </summary>
    public Tensor Features(string layer)
    {
        int index = _network.Definition.IndexOf(layer);
        Debug.Assert(
            _features.Contains(index), "features of a layer that was not asked for have no defined lifetime");
        return Activation(index);
    }

    /// <summary>
    /// ∂L/∂image after <see cref="Forward(Tensor, FeatureVisitor)"/>, deepest layer first. Uses up the
    /// activations.
    /// </summary>
    /// <param name="image">Not read again: the activations are still there.</param>
    /// <param name="contribution">Adds ∂L/∂features layer by layer, deepest first.</param>
    /// <param name="gradImage">(3, H, W), overwritten.</param>
    public void Backward(Tensor image, FeatureGradient contribution, Tensor gradImage)
    {
        BackwardToInput(contribution);
        _network.Normalization.Backward(Backend, GradInput, gradImage);
    }

    /// <summary>
    /// ∂L/∂input into <see cref="GradInput"/>, deepest layer first. Uses up the activations.
    /// </summary>
    internal void BackwardToInput(FeatureGradient contribution)
    {
        Debug.Assert(_withBackward, "a network for targets keeps nothing for a backward pass");
        for (int k = Count - 1; k >= 0; k--)
        {
            if (_fusion.TakesPooledGradient(k))
            {
                BackwardWithPooling(k);
                continue;
            }

            Tensor gradient = Gradient(k);
            if (!_hasConsumer[k])
                Backend.Fill(gradient, 0);
            if (_features.Contains(k))
                contribution(_network.Definition.Layers[k].Name, default, Activation(k), gradient);
            if (!_fusion.HandsGradientOn(k))
                BackwardLayer(k, gradient);
        }
    }

    /// <summary>
    /// What a network of these arguments needs allocated, with lifetimes; two steps a layer, see
    /// <see cref="NetworkSchedule"/>.
    /// </summary>
    internal static IReadOnlyList<TensorRequest> Requests(
        PreparedNetwork network, TensorShape imageShape, IEnumerable<string> features, bool withBackward)
    {
        HashSet<int> read = [.. features.Select(network.Definition.IndexOf)];
        PoolingFusion fusion = new(network, read);
        return Schedule(network, imageShape, Shapes(network, imageShape), read, fusion, withBackward).Requests;
    }

    /// <inheritdoc/>
    public void Dispose() => _arena?.Dispose();

    /// <summary>The shape of every layer's feature map.</summary>
    internal static TensorShape[] Shapes(PreparedNetwork network, TensorShape imageShape)
    {
        NetworkDefinition definition = network.Definition;
        TensorShape[] shapes = new TensorShape[definition.Layers.Count];
        for (int k = 0; k < shapes.Length; k++)
        {
            LayerDefinition layer = definition.Layers[k];
            TensorShape input = layer.Inputs.Count == 0
                ? imageShape
                : shapes[definition.IndexOf(layer.Inputs[0])];
            try
            {
                shapes[k] = layer.Kind switch
                {
                    LayerKind.Convolution => network.Convolution(k).Geometry.OutputShape(input),
                    LayerKind.Pooling => network.Pooling(k).OutputShape(input),
                    _ => input with { Channels = layer.Inputs.Sum(name => shapes[definition.IndexOf(name)].Channels) },
                };
            }
            catch (ArgumentException e)
            {
                throw new InputException(
                    $"a picture of {imageShape.Width}×{imageShape.Height} pixels is too small for layer "
                        + $"{layer.Name}: {e.Message} Take a larger size.", e);
            }
        }

        return shapes;
    }

    private static NetworkSchedule Schedule(
        PreparedNetwork network, TensorShape imageShape, TensorShape[] shapes, IReadOnlySet<int> features, PoolingFusion fusion,
        bool withBackward) => new(
            network.Definition, shapes, imageShape, features,
            k => network.Definition.Layers[k].Kind == LayerKind.Pooling && network.Pooling(k).Kind != PoolingKind.Average, fusion,
            withBackward);

    private Tensor Activation(int k) => _tensors[1 + k];

    private Tensor Gradient(int k) => _tensors[_schedule.Gradients[k]];

    private Tensor InputOf(int k) => _inputs[k].Length == 0 ? Input : Activation(_inputs[k][0]);

    private void ForwardLayer(int k)
    {
        switch (_network.Definition.Layers[k].Kind)
        {
            case LayerKind.Convolution when _fusion.ComputesPooling(k):
                Backend.ConvolutionPoolForward(
                    _network.Convolution(k), _network.Pooling(k + 1), InputOf(k), Activation(k), Activation(k + 1));
                break;
            case LayerKind.Convolution:
                Backend.ConvolutionForward(_network.Convolution(k), InputOf(k), Activation(k), relu: true);
                break;
            case LayerKind.Pooling when _fusion.IsComputedBefore(k):
                break;
            case LayerKind.Pooling:
                Backend.PoolForward(_network.Pooling(k), InputOf(k), Activation(k));
                break;
            case LayerKind.Concatenation:
                int channel = 0;
                foreach (int input in _inputs[k])
                {
                    int channels = Activation(input).Shape.Channels;
                    Backend.CopyChannels(Activation(input), 0, Activation(k), channel, channels);
                    channel += channels;
                }

                break;
        }
    }

    private void BackwardWithPooling(int k)
    {
        Backend.ConvolutionPoolBackwardInput(
            _network.Convolution(k), _network.Pooling(k + 1), Gradient(k + 1), Activation(k), Destination(k, 0));
        AddPartial(k, 0);
    }

    private void BackwardLayer(int k, Tensor gradient)
    {
        switch (_network.Definition.Layers[k].Kind)
        {
            case LayerKind.Convolution:
                Backend.ConvolutionBackwardInput(
                    _network.Convolution(k), gradient, Activation(k), Destination(k, 0));
                AddPartial(k, 0);
                break;
            case LayerKind.Pooling:
                Backend.PoolBackward(_network.Pooling(k), InputOf(k), gradient, Destination(k, 0));
                AddPartial(k, 0);
                break;
            case LayerKind.Concatenation:
                int channel = 0;
                for (int i = 0; i < _inputs[k].Length; i++)
                {
                    Tensor destination = Destination(k, i);
                    Backend.CopyChannels(gradient, channel, destination, 0, destination.Shape.Channels);
                    channel += destination.Shape.Channels;
                    AddPartial(k, i);
                }

                break;
        }
    }

    /// <summary>
    /// Where layer k writes the gradient of its i-th input: the gradient itself if k is the first to
    /// contribute, else apart.
    /// </summary>
    private Tensor Destination(int k, int i)
    {
        if (_inputs[k].Length == 0)
            return GradInput;
        int input = _inputs[k][i];
        return _isLastConsumer[k * Count + input]
            ? Gradient(input)
            : _tensors[_schedule.PartialGradients[(k, input)]];
    }

    private void AddPartial(int k, int i)
    {
        if (_inputs[k].Length == 0 || _isLastConsumer[k * Count + _inputs[k][i]])
            return;
        Tensor total = Gradient(_inputs[k][i]);
        Backend.LinearCombination(s_sumOfTwo, [total, Destination(k, i)], total);
    }
}
