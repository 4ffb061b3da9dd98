using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network;

/// <summary>
/// Who lives when: with N layers, layer k runs forward at step k+1 and backward at step 2N−k; the picture's
/// normalisation is step 0 and 2N+1. Tensors whose lifetimes do not meet share memory
/// (<see cref="ArenaPlanner"/>).
/// </summary>
/// <remarks>
/// With frozen weights the backward needs little: a convolution its own output (the ReLU mask), max and L2
/// pooling their input, average pooling and concatenation nothing. Pooled maps therefore die as soon as the
/// next layer has read them, and a gradient lives from its first contribution to its layer's own backward. A
/// pooling layer that runs with its convolution (<see cref="PoolingFusion"/>) is written one step early;
/// where the backward is fused too, its gradient lives one step longer and the convolution has none.
/// </remarks>
internal sealed class NetworkSchedule
{
    private readonly NetworkDefinition _definition;
    private readonly PoolingFusion _fusion;
    private readonly bool _withBackward;
    private readonly int _count;

    /// <summary>Makes the schedule.</summary>
    /// <param name="definition">The layers.</param>
    /// <param name="shapes">Each layer's output shape.</param>
    /// <param name="inputShape">(3, H, W).</param>
    /// <param name="features">Indices of the layers whose features losses read.</param>
    /// <param name="needsInput">Whether layer k is pooling whose backward reads its input: max or L2.</param>
    /// <param name="fusion">Which pooling layers run with their convolutions.</param>
    /// <param name="withBackward">Whether a backward pass follows.</param>
    public NetworkSchedule(
        NetworkDefinition definition, TensorShape[] shapes, TensorShape inputShape,
        IReadOnlySet<int> features, Func<int, bool> needsInput, PoolingFusion fusion, bool withBackward)
    {
        _definition = definition;
        _fusion = fusion;
        _withBackward = withBackward;
        _count = shapes.Length;
        Requests.Add(new TensorRequest("network input", inputShape, 0, 1, TensorRole.FeatureMap));
        for (int k = 0; k < _count; k++)
        {
            int written = fusion.IsComputedBefore(k) ? k : k + 1;
            int lastUse = LastUse(k, features, needsInput);
            Requests.Add(new TensorRequest(definition.Layers[k].Name, shapes[k], written, lastUse, TensorRole.Activation));
        }

        Gradients = new int[_count];
        if (withBackward)
            AddGradients(shapes, inputShape);
    }

    /// <summary>
    /// Network input, N outputs, then (with backward) gradient of the input, the layers' gradients, partial
    /// gradients.
    /// </summary>
    public List<TensorRequest> Requests { get; } = [];

    /// <summary>Where the gradient of layer k lies among the requests; −1 if it has none.</summary>
    public int[] Gradients { get; }

    /// <summary>
    /// Where the gradient of an input through a consumer that is not its last lies among the requests.
    /// </summary>
    public Dictionary<(int Consumer, int Input), int> PartialGradients { get; } = [];

    /// <summary>The layers that read layer k, in running order.</summary>
    public IEnumerable<int> Consumers(int k)
    {
        string name = _definition.Layers[k].Name;
        return Enumerable.Range(k + 1, _count - k - 1).Where(j => _definition.Layers[j].Inputs.Contains(name));
    }

    private void AddGradients(TensorShape[] shapes, TensorShape inputShape)
    {
        Requests.Add(
            new TensorRequest("gradient of network input", inputShape, BackwardStep(0), 2 * _count + 1, TensorRole.FeatureMap));
        for (int k = 0; k < _count; k++)
        {
            Gradients[k] = _fusion.TakesPooledGradient(k) ? -1 : Requests.Count;
            int last = BackwardStep(_fusion.HandsGradientOn(k) ? k - 1 : k);
            if (Gradients[k] >= 0)
                {
                Requests.Add(new TensorRequest(
                    $"gradient of {_definition.Layers[k].Name}", shapes[k], FirstGradient(k), last, TensorRole.FeatureMap));
            }
        }

        for (int k = 0; k < _count; k++)
        {
            // A second consumer's gradient is made apart and then added.
            foreach (int consumer in Consumers(k).SkipLast(1))
            {
                PartialGradients[(consumer, k)] = Requests.Count;
                int step = BackwardStep(consumer);
                Requests.Add(new TensorRequest(
                    $"gradient of {_definition.Layers[k].Name} through "
                        + $"{_definition.Layers[consumer].Name}", shapes[k], step, step, TensorRole.FeatureMap));
            }
        }
    }

    private int BackwardStep(int k) => 2 * _count - k;

    private int LastUse(int k, IReadOnlySet<int> features, Func<int, bool> needsInput)
    {
        int last = k + 1;
        foreach (int consumer in Consumers(k))
        {
            last = Math.Max(last, consumer + 1);
            if (_withBackward && needsInput(consumer))
                last = Math.Max(last, BackwardStep(consumer));
        }

        if (_withBackward && (features.Contains(k) || _definition.Layers[k].Kind == LayerKind.Convolution))
            return BackwardStep(k);
        return features.Contains(k) ? 2 * _count + 1 : last;
    }

    private int FirstGradient(int k)
    {
        int lastConsumer = Consumers(k).DefaultIfEmpty(k).Max();
        return BackwardStep(lastConsumer);
    }
}
