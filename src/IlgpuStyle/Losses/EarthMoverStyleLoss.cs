using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// weight · Σ_t share_t · (transport_t + moments_t) over the paintings t, on feature vectors at sampled positions, the style layers of
/// <see cref="Hypercolumns"/> joined (Kolkin, Salavon &amp; Shakhnarovich 2019, Style Transfer by Relaxed Optimal Transport and
/// Self-Similarity, section 2.3). transport = max(mean_i min_j d(x_i, y_j), mean_j min_i d(x_i, y_j)), d = 1 − cos: no vector of the result
/// without its like in the painting, and none of the painting without its like in the result. moments = ¼·(Σ|μ_x − μ_y|/Σ|μ_y| +
/// Σ|Σ_x − Σ_y|/Σ|Σ_y|) of means and covariances, because cosines see no lengths. Its colours: <see cref="PaletteLoss"/>.
/// </summary>
/// <remarks>
/// The paper draws other positions at every step; here they stay for <see cref="LossPreset.MatchEvery"/> steps. It takes the moments' mean
/// differences as they are; here they are relative to the painting's, so that one weight fits networks of any activation scale, and a
/// quarter of that is what transports of some 0.3 have beside them there.
/// </remarks>
internal sealed class EarthMoverStyleLoss : ILayerLoss, IRenewed
{
    private const int SlotsOfPainting = 2;
    private const double MomentShare = 0.25;

    private readonly IBackend _backend;
    private readonly EarthMoverTargets _targets;
    private readonly SampledColumns _result;
    private readonly double _weight;
    private readonly Tensor _units;
    private readonly Tensor _gradient;
    private readonly Tensor _nearest;
    private readonly Tensor _mean;
    private readonly Tensor _gradMean;
    private readonly Tensor _covariance;
    private readonly Tensor _gradCovariance;
    private readonly PieceBuffers _scratch;
    private readonly PieceBuffers _scratchGradient;
    private readonly ScalarBuffer _both;
    private readonly double[] _directed = new double[2];
    private readonly double[] _transports;

    /// <summary>Allocates samples, moments and their gradients.</summary>
    /// <param name="backend">Where features lie.</param>
    /// <param name="features">The network at the result's size, whole.</param>
    /// <param name="preset">Style layers, weight and number of samples.</param>
    /// <param name="targets">Owned by this object from now on.</param>
    /// <exception cref="InputException">The picture is too small.</exception>
    public EarthMoverStyleLoss(IBackend backend, IFeatureNetwork features, LossPreset preset, EarthMoverTargets targets)
    {
        _backend = backend;
        _targets = targets;
        _weight = preset.StyleWeight;
        string[] layers = [.. preset.StyleLayers.Select(layer => NetworkDefinition.CanonicalName(layer.Layer))];
        _result = new SampledColumns(backend, Hypercolumns.Of(backend, features, layers), layers, targets.Scales, preset.Samples);
        TensorShape shape = _result.Shape, vector = new(shape.Channels, 1, 1), matrix = TensorShape.Matrix(shape.Channels);
        _units = backend.Allocate("sampled vectors of length 1", shape, TensorRole.Working);
        _gradient = backend.Allocate("gradient of one direction", shape, TensorRole.Working);
        _nearest = backend.Allocate("numbers of the nearest", shape with { Channels = 1 }, TensorRole.Working);
        _mean = backend.Allocate("mean of the result's features", vector, TensorRole.Working);
        _gradMean = backend.Allocate("gradient of the mean", vector, TensorRole.Working);
        _covariance = backend.Allocate("covariance of the result's features", matrix, TensorRole.Working);
        _gradCovariance = backend.Allocate("gradient of the covariance", matrix, TensorRole.Working);
        _scratch = new PieceBuffers(backend, "vectors matched with a painting");
        _scratchGradient = new PieceBuffers(backend, "gradient of vectors matched with a painting");
        _both = backend.AllocateScalars(_directed.Length);
        _transports = new double[targets.Paintings.Count];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Layers => _result.Layers;

    /// <summary>Means and covariances of each painting.</summary>
    public int Slots => SlotsOfPainting * _targets.Paintings.Count;

    /// <summary>The transports: which direction counts is decided on the host.</summary>
    public double HostValue => _transports.Sum();

    /// <inheritdoc/>
    public IEnumerable<LossTerm> Terms(ArraySegment<double> slots) => _targets.Paintings.SelectMany((painting, t) =>
    {
        string name = Hypercolumns.NameOf(Layers);
        return (LossTerm[])
        [
            new(LossTermKind.Style, name, _transports[t], $"{painting.Part} transport".TrimStart()),
            new(LossTermKind.Style, name, slots[SlotsOfPainting * t], $"{painting.Part} mean".TrimStart()),
            new(LossTermKind.Style, name, slots[SlotsOfPainting * t + 1], $"{painting.Part} covariance".TrimStart()),
        ];
    });

    /// <inheritdoc/>
    public void Accumulate(string layer, Tensor features, FeatureWindow window, ScalarBuffer results, int slot) =>
        _result.Gather(layer, features);

    /// <inheritdoc/>
    public void Finish(ScalarBuffer results, int slot)
    {
        _result.Sample();
        _backend.NormalizePositions(_result.Samples, _units);
        for (int t = 0; t < _transports.Length; t++)
            _transports[t] = Transport(_targets.Paintings[t]);
        AddMoments(results, slot);
        _result.Finish();
    }

    /// <inheritdoc/>
    public void AccumulateGradient(
        string layer, Tensor features, FeatureWindow window, Tensor gradFeatures, ScalarBuffer results, int slot) =>
        _result.AccumulateGradient(layer, gradFeatures);

    /// <inheritdoc/>
    public bool Renew() => _result.Renew();

    /// <inheritdoc/>
    public void Save(StateWriter state) => _result.Save(state);

    /// <inheritdoc/>
    public void Load(StateReader state) => _result.Load(state);

    /// <inheritdoc/>
    public void Dispose()
    {
        _targets.Dispose();
        _result.Dispose();
        foreach (Tensor tensor in (ReadOnlySpan<Tensor>)[_units, _gradient, _nearest, _mean, _gradMean, _covariance, _gradCovariance])
            tensor.Dispose();
        _scratch.Dispose();
        _scratchGradient.Dispose();
        _both.Dispose();
    }

    /// <summary>Adds the gradient of the larger direction to that of the samples.</summary>
    private double Transport(EarthMoverTarget painting)
    {
        Tensor samples = _result.Samples;
        double weight = _weight * painting.Share;
        _backend.NearestPositions(samples, painting.Units, _nearest);
        _backend.Fill(_gradient, 0);
        _backend.CosineDistanceAccumulate(samples, painting.Units, _nearest, weight / _nearest.Shape.Width, _both, 0, _gradient);

        // From the painting: the result's nearest may be that of several.
        Tensor nearestOfPainting = _scratch.Of(painting.Numbers.Shape), matched = _scratch.Of(painting.Units.Shape);
        Tensor gradMatched = _scratchGradient.Of(matched.Shape);
        _backend.NearestPositions(painting.Units, _units, nearestOfPainting);
        _backend.GatherPositions(samples, nearestOfPainting, matched);
        _backend.Fill(gradMatched, 0);
        _backend.CosineDistanceAccumulate(
            matched, painting.Units, painting.Numbers, weight / painting.Numbers.Shape.Width, _both, 1, gradMatched);
        _backend.Download(_both, _directed);
        if (_directed[0] >= _directed[1])
            _backend.LinearCombination([1, 1], [_result.GradSamples, _gradient], _result.GradSamples);
        else
            _backend.ScatterPositionsAccumulate(gradMatched, nearestOfPainting, _result.GradSamples);
        return Math.Max(_directed[0], _directed[1]);
    }

    /// <summary>Means and covariances; the samples are centred from here on.</summary>
    private void AddMoments(ScalarBuffer results, int slot)
    {
        Tensor samples = _result.Samples;
        double share = 1.0 / samples.Shape.Positions;
        _backend.ChannelSums(samples, share, _mean);
        _backend.ChannelAccumulate(_mean, -1, samples);
        _backend.GramForward(samples, share, _covariance);
        _backend.Fill(_gradMean, 0);
        _backend.Fill(_gradCovariance, 0);
        for (int t = 0; t < _transports.Length; t++)
        {
            EarthMoverTarget painting = _targets.Paintings[t];
            double weight = MomentShare * _weight * painting.Share;
            _backend.AbsoluteDistanceAccumulate(_mean, painting.Mean, weight / painting.MeanSize, results, slot++, _gradMean);
            _backend.AbsoluteDistanceAccumulate(
                _covariance, painting.Covariance, weight / painting.CovarianceSize, results, slot++, _gradCovariance);
        }

        // The mean's own share of the covariance's gradient is zero: centred samples add up to zero.
        _backend.ChannelAccumulate(_gradMean, share, _result.GradSamples);
        _backend.GramBackwardAccumulate(_gradCovariance, samples, 2 * share, _result.GradSamples);
    }
}
