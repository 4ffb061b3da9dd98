using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// weight/N · Σ_ij |D_ij/Σ_k D_kj − E_ij/Σ_k E_kj|: D_ij = 1 − cos(f_i, f_j) between the result's feature vectors at N sampled positions,
/// the content layers of <see cref="Hypercolumns"/> joined, E the photo's at the same ones (Kolkin, Salavon &amp; Shakhnarovich 2019, Style
/// Transfer by Relaxed Optimal Transport and Self-Similarity, equation 7). What resembles what stays, whatever it looks like.
/// </summary>
/// <remarks>
/// The paper draws other positions at every step; here they stay for <see cref="LossPreset.MatchEvery"/> steps. Each layer counts by its
/// weight, whatever its activations' scale; the paper joins them as they are.
/// </remarks>
internal sealed class SelfSimilarityLoss : ILayerLoss, IRenewed
{
    private readonly IBackend _backend;
    private readonly SampledColumns _result;
    private readonly Tensor _content;
    private readonly double _factor;

    // Vectors of length 1; the same with positions for channels; their products.
    private readonly Tensor _units;
    private readonly Tensor _rows;
    private readonly Tensor _gradRows;
    private readonly Tensor _cosines;
    private readonly Tensor _target;
    private readonly Tensor _gradCosines;
    private readonly Tensor _numbers;
    private readonly ScalarBuffer _unused;
    private bool _hasTarget;

    /// <summary>Joins the photo's maps.</summary>
    /// <param name="backend">Where features lie.</param>
    /// <param name="features">The network at the result's size, whole.</param>
    /// <param name="preset">Content layers and weight.</param>
    /// <param name="content">The photo's map of each content layer; disposed here.</param>
    /// <exception cref="InputException">The picture is too small.</exception>
    public SelfSimilarityLoss(IBackend backend, IFeatureNetwork features, LossPreset preset, IReadOnlyList<Tensor> content)
    {
        _backend = backend;
        string[] layers = [.. preset.ContentLayers.Select(layer => NetworkDefinition.CanonicalName(layer.Layer))];
        Hypercolumns grid = Hypercolumns.Of(backend, features, layers);
        _content = backend.Allocate("feature vectors of the photo", grid.Shape, TensorRole.ContentTarget);
        for (int i = 0; i < layers.Length; i++)
        {
            grid.Gather(i, content[i], 1, _content);
            content[i].Dispose();
        }

        double[] energies = new double[layers.Length];
        grid.AddEnergies(_content, 1, energies);
        double[] scales = Hypercolumns.Scales(preset.ContentLayers, energies);
        for (int i = 0; i < scales.Length; i++)
            grid.Scale(i, scales[i], _content);
        _result = new SampledColumns(backend, grid, layers, scales, preset.Samples);
        TensorShape shape = _result.Shape, rows = new(shape.Width, 1, shape.Channels), matrix = TensorShape.Matrix(shape.Width);
        _units = backend.Allocate("sampled vectors of length 1", shape, TensorRole.Working);
        _rows = backend.Allocate("transposed samples", rows, TensorRole.Working);
        _gradRows = backend.Allocate("gradient of transposed samples", rows, TensorRole.Working);
        _cosines = backend.Allocate("self-similarity", matrix, TensorRole.Working);
        _target = backend.Allocate("self-similarity of the photo", matrix, TensorRole.Statistic);
        _gradCosines = backend.Allocate("gradient of self-similarity", matrix, TensorRole.Working);
        _numbers = backend.Allocate("numbers of samples", shape with { Channels = 1 }, TensorRole.Statistic);
        backend.Upload([.. Enumerable.Range(0, shape.Width).Select(i => (float)i)], _numbers);
        _unused = backend.AllocateScalars(1);
        _factor = preset.ContentWeight / shape.Width;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Layers => _result.Layers;

    /// <inheritdoc/>
    public int Slots => 1;

    /// <inheritdoc/>
    public IEnumerable<LossTerm> Terms(ArraySegment<double> slots) =>
        [new(LossTermKind.Content, Hypercolumns.NameOf(Layers), slots[0])];

    /// <inheritdoc/>
    public void Accumulate(string layer, Tensor features, FeatureWindow window, ScalarBuffer results, int slot) =>
        _result.Gather(layer, features);

    /// <inheritdoc/>
    public void Finish(ScalarBuffer results, int slot)
    {
        if (!_hasTarget)
        {
            _result.SampleOf(_content, _result.Samples);
            Compare(_target);
            _hasTarget = true;
        }

        _result.Sample();
        Compare(_cosines);
        _backend.SelfSimilarityDistance(_cosines, _target, _factor, results, slot, _gradCosines);
        _backend.Fill(_gradRows, 0);
        _backend.GramBackwardAccumulate(_gradCosines, _rows, 2, _gradRows);
        _backend.TransposePositions(_gradRows, _units);
        // The backward of u = f/‖f‖ is (g − ⟨g, u⟩u)/‖f‖: that of a cosine, with g for the candidate.
        _backend.CosineDistanceAccumulate(_result.Samples, _units, _numbers, -1, _unused, 0, _result.GradSamples);
        _result.Finish();
    }

    /// <inheritdoc/>
    public void AccumulateGradient(
        string layer, Tensor features, FeatureWindow window, Tensor gradFeatures, ScalarBuffer results, int slot) =>
        _result.AccumulateGradient(layer, gradFeatures);

    /// <inheritdoc/>
    public bool Renew()
    {
        bool isNew = _result.Renew();
        _hasTarget &= !isNew;
        return isNew;
    }

    /// <inheritdoc/>
    public void Save(StateWriter state) => _result.Save(state);

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _result.Load(state);
        _hasTarget = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _result.Dispose();
        foreach (Tensor tensor in (ReadOnlySpan<Tensor>)[_content, _units, _rows, _gradRows, _cosines, _target, _gradCosines, _numbers])
            tensor.Dispose();
        _unused.Dispose();
    }

    /// <summary>cosines[i,j] = cos(f_i, f_j) of the samples, whose units stay in rows.</summary>
    private void Compare(Tensor cosines)
    {
        _backend.NormalizePositions(_result.Samples, _units);
        _backend.TransposePositions(_units, _rows);
        _backend.GramForward(_rows, 1, cosines);
    }
}
