using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// Colours c at N positions, in two forms whose products find the nearest in Euclidean distance: (c, 1)·(d, −½‖d‖²) is largest where ‖c −
/// d‖ is least.
/// </summary>
internal sealed class ColorSamples : IDisposable
{
    private const int Channels = 3;

    private readonly IBackend _backend;
    private readonly Tensor _plane;
    private readonly Tensor _query;
    private readonly Tensor _candidates;
    private readonly Tensor _difference;
    private readonly Tensor[] _squares;

    /// <summary>Allocates colours and forms.</summary>
    public ColorSamples(IBackend backend, int count)
    {
        _backend = backend;
        TensorShape plane = new(1, 1, count);
        _plane = backend.Allocate("a channel of colours", plane, TensorRole.Working);
        _squares = [.. Enumerable.Range(0, Channels).Select(_ => backend.Allocate("squares of a channel", plane, TensorRole.Working))];
        Colors = backend.Allocate("sampled colours", plane with { Channels = Channels }, TensorRole.Working);
        Nearest = backend.Allocate("numbers of the nearest colours", plane, TensorRole.Working);
        Away = backend.Allocate("directions from the nearest colours", Colors.Shape, TensorRole.Working);
        _difference = backend.Allocate("differences of colours", Colors.Shape, TensorRole.Working);
        _query = backend.Allocate("colours that look for others", plane with { Channels = Channels + 1 }, TensorRole.Working);
        _candidates = backend.Allocate("colours that are found", plane with { Channels = Channels + 1 }, TensorRole.Working);
        backend.Fill(_plane, 1);
        backend.CopyChannels(_plane, 0, _query, Channels, 1);
    }

    /// <summary>(3, 1, N): c.</summary>
    public Tensor Colors { get; }

    /// <summary>(1, 1, N): number of each colour's nearest, after <see cref="DistanceTo"/>.</summary>
    public Tensor Nearest { get; }

    /// <summary>(3, 1, N): from the nearest to the colour, length 1, or 0 where they are the same: ∂‖c − d‖/∂c.</summary>
    public Tensor Away { get; }

    /// <summary>N.</summary>
    public int Count => Colors.Shape.Width;

    /// <summary>Takes a picture's colours.</summary>
    public void Read(Tensor image, SampledPositions positions)
    {
        _backend.GatherPositions(image, positions.Tensor, Colors);
        _backend.CopyChannels(Colors, 0, _query, 0, Channels);
        _backend.CopyChannels(Colors, 0, _candidates, 0, Channels);
        for (int c = 0; c < Channels; c++)
        {
            _backend.CopyChannels(Colors, c, _plane, 0, 1);
            _backend.MaskMultiply(_plane, _plane, _squares[c]);
        }

        _backend.LinearCombination([-0.5, -0.5, -0.5], _squares, _plane);
        _backend.CopyChannels(_plane, 0, _candidates, Channels, 1);
    }

    /// <summary>Σ_i min_j ‖c_i − others_j‖; sets <see cref="Nearest"/> and <see cref="Away"/>.</summary>
    public double DistanceTo(ColorSamples others)
    {
        _backend.NearestPositions(_query, others._candidates, Nearest);
        _backend.GatherPositions(others.Colors, Nearest, _difference);
        _backend.LinearCombination([1, -1], [Colors, _difference], _difference);
        _backend.NormalizePositions(_difference, Away);
        Span<double> sum = stackalloc double[1];
        _backend.Dots([_difference], [Away], sum);
        return sum[0];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in (ReadOnlySpan<Tensor>)[_plane, .. _squares, Colors, Nearest, Away, _difference, _query, _candidates])
            tensor.Dispose();
    }
}
