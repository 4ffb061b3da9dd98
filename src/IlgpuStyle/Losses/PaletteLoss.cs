using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// weight · Σ_t share_t · max(mean_i min_j ‖x_i − y_j‖, mean_j min_i ‖x_i − y_j‖) over the paintings t: the relaxed earth mover's distance
/// of the colours of single pixels at sampled positions, RGB in [0, 1] (Kolkin, Salavon &amp; Shakhnarovich 2019, section 2.3). The paper
/// turns colours to axes of which one is their mean, which leaves Euclidean distances as they are.
/// </summary>
internal sealed class PaletteLoss : IPictureLoss, IRenewed
{
    // The paper's 1/α at its last size.
    private const double ShareOfStyle = 0.5;

    private readonly IBackend _backend;
    private readonly double _weight;
    private readonly double[] _shares;
    private readonly ColorSamples[] _paintings;
    private readonly SampledPositions _positions;
    private readonly ColorSamples _result;
    private readonly Tensor _gradColors;
    private double _value;

    /// <summary>Samples the paintings' colours.</summary>
    /// <param name="network">How pictures lie on the backend.</param>
    /// <param name="preset">Weight and number of samples.</param>
    /// <param name="image">(3, H, W) of the result.</param>
    /// <param name="styles">At least one.</param>
    public PaletteLoss(PreparedNetwork network, LossPreset preset, TensorShape image, IReadOnlyList<StyleSource> styles)
    {
        _backend = network.Backend;
        // Distances of the image are Unit times the picture's.
        _weight = ShareOfStyle * preset.StyleWeight / network.Normalization.Unit;
        double total = styles.Sum(style => style.Weight);
        _shares = [.. styles.Select(style => style.Weight / total)];
        _paintings = [.. styles.Select(style => Read(network, style, preset.Samples))];
        _positions = new SampledPositions(_backend, image, preset.Samples);
        _result = new ColorSamples(_backend, _positions.Count);
        _gradColors = _backend.Allocate("gradient of sampled colours", _result.Colors.Shape, TensorRole.Working);
    }

    /// <summary>None: which direction counts is decided on the host.</summary>
    public int Slots => 0;

    /// <inheritdoc/>
    public LossTerm Term(ReadOnlySpan<double> slots) => new(LossTermKind.Style, "pixels", _value);

    /// <inheritdoc/>
    public void EvaluateAndAccumulate(Tensor image, ScalarBuffer results, int slot, Tensor gradImage)
    {
        _result.Read(image, _positions);
        _backend.Fill(_gradColors, 0);
        _value = 0;
        for (int t = 0; t < _paintings.Length; t++)
            _value += Add(_paintings[t], _weight * _shares[t]);
        _backend.ScatterPositionsAccumulate(_gradColors, _positions.Tensor, gradImage);
    }

    /// <inheritdoc/>
    public bool Renew() => _positions.Renew();

    /// <inheritdoc/>
    public void Save(StateWriter state) => _positions.Save(state);

    /// <inheritdoc/>
    public void Load(StateReader state) => _positions.Load(state);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ColorSamples painting in _paintings)
            painting.Dispose();
        _positions.Dispose();
        _result.Dispose();
        _gradColors.Dispose();
    }

    private static ColorSamples Read(PreparedNetwork network, StyleSource style, int most)
    {
        IBackend backend = network.Backend;
        using SampledPositions positions = new(backend, style.Picture.Shape, most);
        using Tensor image = backend.Allocate("picture", style.Picture.Shape, TensorRole.Vector);
        network.Normalization.Upload(backend, style.Picture.Data, image);
        ColorSamples samples = new(backend, positions.Count);
        samples.Read(image, positions);
        backend.Synchronize();
        return samples;
    }

    private double Add(ColorSamples painting, double weight)
    {
        double ofResult = weight / _result.Count, ofPainting = weight / painting.Count;
        double there = ofResult * _result.DistanceTo(painting), back = ofPainting * painting.DistanceTo(_result);
        if (there >= back)
        {
            _backend.LinearCombination([1, ofResult], [_gradColors, _result.Away], _gradColors);
            return there;
        }

        // Several of the painting's colours may have the same nearest, which is drawn to all of them.
        _backend.LinearCombination([-ofPainting], [painting.Away], painting.Away);
        _backend.ScatterPositionsAccumulate(painting.Away, painting.Nearest, _gradColors);
        return back;
    }
}
