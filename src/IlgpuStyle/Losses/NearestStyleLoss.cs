using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// weight · Σ_i share_i · mean_p (1 − cos(f_p − μ_i, t_i(p))): each position's feature vector f_p, the layers of <see cref="Hypercolumns"/>
/// joined, is drawn to the nearest t_i(p) among the centred vectors of painting i, μ_i the painting's mean (Kolkin et al. 2022, section
/// 3.2). Each painting is a pool of its own, so that weights divide the picture as they do elsewhere. Which vector is the nearest is found
/// anew at the first evaluation after <see cref="Renew"/> and stays until the next: in between the loss is smooth, and finding them anew
/// never makes it larger at the same picture. With patches (<see cref="LossPreset.MatchPatch"/>), f_p is centred first and then joined
/// with its neighbours'.
/// </summary>
/// <remarks>
/// The paper subtracts a picture's own mean from its features, and only to find the nearest; here both are centred by the painting's mean,
/// always, so that matching and loss are one function and colours have a place to go to.
/// </remarks>
internal sealed class NearestStyleLoss : ILayerLoss, IRenewed
{
    private readonly IBackend _backend;
    private readonly NearestTargets _targets;
    private readonly string[] _layers;
    private readonly Hypercolumns _hypercolumns;
    private readonly Tensor _columns;
    private readonly Tensor _gradient;

    // What is matched: patches, or the columns themselves.
    private readonly Patches? _patches;
    private readonly Tensor _vectors;
    private readonly Tensor _gradVectors;
    private readonly Tensor[] _nearest;
    private readonly double _factor;
    private bool _isMatched;

    /// <summary>Allocates the hypercolumns, their gradient and the numbers of the nearest.</summary>
    /// <param name="backend">Where features lie.</param>
    /// <param name="features">The network at the result's size, whole.</param>
    /// <param name="preset">Style layers and weight.</param>
    /// <param name="targets">Owned by this object from now on.</param>
    /// <exception cref="InputException">The picture is too small.</exception>
    public NearestStyleLoss(IBackend backend, IFeatureNetwork features, LossPreset preset, NearestTargets targets)
    {
        _backend = backend;
        _targets = targets;
        _layers = [.. preset.StyleLayers.Select(layer => NetworkDefinition.CanonicalName(layer.Layer))];
        _hypercolumns = Hypercolumns.Of(backend, features, _layers);
        TensorShape shape = _hypercolumns.Shape;
        _columns = backend.Allocate("feature vectors", shape, TensorRole.Working);
        _gradient = backend.Allocate("gradient of feature vectors", shape, TensorRole.Working);
        _patches = preset.MatchPatch > 1 ? new Patches(backend, shape, preset.MatchPatch) : null;
        _vectors = _patches is null ? _columns : backend.Allocate("patches", _patches.Shape, TensorRole.Working);
        _gradVectors = _patches is null ? _gradient : backend.Allocate("gradient of patches", _patches.Shape, TensorRole.Working);
        _nearest = [.. targets.Paintings.Select(
            _ => backend.Allocate("numbers of the nearest", _vectors.Shape with { Channels = 1 }, TensorRole.Statistic))];
        _factor = preset.StyleWeight / _vectors.Shape.Positions;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Layers => _layers;

    /// <summary>One for each painting.</summary>
    public int Slots => _nearest.Length;

    /// <summary>One for each painting, with the first and the last layer for a name.</summary>
    public IEnumerable<LossTerm> Terms(ArraySegment<double> slots)
    {
        string name = Hypercolumns.NameOf(_layers);
        return _targets.Paintings.Zip(slots, (painting, value) => new LossTerm(LossTermKind.Style, name, value, painting.Part));
    }

    /// <inheritdoc/>
    public bool Renew()
    {
        _isMatched = false;
        return true;
    }

    /// <summary>Takes a layer's map, which is whole.</summary>
    public void Accumulate(string layer, Tensor features, FeatureWindow window, ScalarBuffer results, int slot)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            if (_layers[i] == layer)
                _hypercolumns.Gather(i, features, _targets.Scales[i], _columns);
        }
    }

    /// <inheritdoc/>
    public void Finish(ScalarBuffer results, int slot)
    {
        _backend.Fill(_gradVectors, 0);
        for (int i = 0; i < _nearest.Length; i++)
        {
            NearestTarget painting = _targets.Paintings[i];
            _backend.ChannelAccumulate(painting.Mean, -1, _columns);
            _patches?.Gather(_columns, _vectors);
            if (!_isMatched)
                _backend.NearestPositions(_vectors, painting.Vectors, _nearest[i]);
            _backend.CosineDistanceAccumulate(
                _vectors, painting.Vectors, _nearest[i], _factor * painting.Share, results, slot + i, _gradVectors);
            if (i + 1 < _nearest.Length)
                _backend.ChannelAccumulate(painting.Mean, 1, _columns);
        }

        if (_patches is not null)
        {
            _backend.Fill(_gradient, 0);
            _patches.ScatterAccumulate(_gradVectors, _gradient);
        }

        _isMatched = true;
    }

    /// <inheritdoc/>
    public void AccumulateGradient(
        string layer, Tensor features, FeatureWindow window, Tensor gradFeatures, ScalarBuffer results, int slot)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            if (_layers[i] == layer)
                _hypercolumns.ScatterAccumulate(i, _gradient, _targets.Scales[i], gradFeatures);
        }
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write("matched", _isMatched);
        for (int i = 0; i < _nearest.Length && _isMatched; i++)
            state.Write($"nearest {i}", _backend, _nearest[i]);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _isMatched = state.ReadBoolean("matched");
        float[] numbers = new float[_nearest[0].Shape.Length];
        for (int i = 0; i < _nearest.Length && _isMatched; i++)
        {
            state.Read($"nearest {i}", _backend, _nearest[i]);
            _backend.Download(_nearest[i], numbers);
            int count = _targets.Paintings[i].Vectors.Shape.Positions;
            int wrong = Array.FindIndex(numbers, number => !(number >= 0 && number < count && number == MathF.Floor(number)));
            if (wrong >= 0)
                throw new InputException(
                    $"the saved run has {numbers[wrong]} as the nearest feature vector of position {wrong}, expected one of 0 to "
                        + $"{count - 1}: it belongs to another painting, or is damaged.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _targets.Dispose();
        _hypercolumns.Dispose();
        _columns.Dispose();
        _gradient.Dispose();
        if (_patches is not null)
        {
            _patches.Dispose();
            _vectors.Dispose();
            _gradVectors.Dispose();
        }

        foreach (Tensor nearest in _nearest)
            nearest.Dispose();
    }
}
