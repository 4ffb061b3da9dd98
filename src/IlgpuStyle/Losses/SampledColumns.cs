using IlgpuStyle.Backends;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// The result's <see cref="Hypercolumns"/> at <see cref="SampledPositions"/>, and the way of gradients back to the layers' maps.
/// </summary>
internal sealed class SampledColumns : IRenewed, IDisposable
{
    private readonly IBackend _backend;
    private readonly Hypercolumns _grid;
    private readonly string[] _layers;
    private readonly IReadOnlyList<double> _scales;
    private readonly Tensor _columns;
    private readonly SampledPositions _positions;

    /// <summary>Allocates columns and samples.</summary>
    /// <param name="backend">Where features lie.</param>
    /// <param name="grid">Taken over.</param>
    /// <param name="layers">Its layers, by their canonical names.</param>
    /// <param name="scales">What each layer is multiplied with.</param>
    /// <param name="most">Samples at most.</param>
    public SampledColumns(IBackend backend, Hypercolumns grid, string[] layers, IReadOnlyList<double> scales, int most)
    {
        _backend = backend;
        _grid = grid;
        _layers = layers;
        _scales = scales;
        _columns = backend.Allocate("feature vectors, then their gradient", grid.Shape, TensorRole.Working);
        _positions = new SampledPositions(backend, grid.Shape, most);
        Samples = backend.Allocate("sampled vectors", Shape, TensorRole.Working);
        GradSamples = backend.Allocate("gradient of sampled vectors", Shape, TensorRole.Working);
    }

    /// <summary>The layers, by their canonical names.</summary>
    public IReadOnlyList<string> Layers => _layers;

    /// <summary>(C, 1, N), C the channels of all layers.</summary>
    public TensorShape Shape => new(_grid.Shape.Channels, 1, _positions.Count);

    /// <summary>The vectors at the sampled positions, after <see cref="Sample"/>.</summary>
    public Tensor Samples { get; }

    /// <summary>∂L/∂Samples, zero after <see cref="Sample"/>.</summary>
    public Tensor GradSamples { get; }

    /// <summary>Takes a layer's map, which is whole.</summary>
    public void Gather(string layer, Tensor features)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            if (_layers[i] == layer)
                _grid.Gather(i, features, _scales[i], _columns);
        }
    }

    /// <summary>Samples = the columns of the maps that were taken.</summary>
    public void Sample()
    {
        SampleOf(_columns, Samples);
        _backend.Fill(GradSamples, 0);
    }

    /// <summary>samples = any columns of the same grid at the same positions.</summary>
    public void SampleOf(Tensor columns, Tensor samples) => _backend.GatherPositions(columns, _positions.Tensor, samples);

    /// <summary>The gradient of the samples is complete: it takes the columns' place.</summary>
    public void Finish()
    {
        _backend.Fill(_columns, 0);
        _backend.ScatterPositionsAccumulate(GradSamples, _positions.Tensor, _columns);
    }

    /// <summary>gradFeatures += the layer's part, after <see cref="Finish"/>.</summary>
    public void AccumulateGradient(string layer, Tensor gradFeatures)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            if (_layers[i] == layer)
                _grid.ScatterAccumulate(i, _columns, _scales[i], gradFeatures);
        }
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
        _grid.Dispose();
        _columns.Dispose();
        _positions.Dispose();
        Samples.Dispose();
        GradSamples.Dispose();
    }
}
