using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// T, a factor for each position of one layer's map, handed out piece by piece. A piece's part is uploaded
/// when it is first asked for and kept.
/// </summary>
internal sealed class LayerMask(IDeviceMemory backend, string name, Mask values) : IDisposable
{
    private readonly Dictionary<int, Tensor> _pieces = [];

    /// <summary>
    /// The guidance channel of a region: the mask with Σ T² = 1, so that a statistic over it is a mean
    /// however small it is (Gatys et al. 2017, section 4).
    /// </summary>
    /// <returns>Null if the mask is 0 on the whole layer.</returns>
    public static LayerMask? Normalized(IDeviceMemory backend, string name, Mask mask)
    {
        double energy = 0;
        foreach (float value in mask.Data)
            energy += (double)value * value;
        return energy > 0 || mask.IsOutline
            ? new LayerMask(backend, name, mask.Select(value => (float)(value / Math.Sqrt(energy))))
            : null;
    }

    /// <summary>The root of the mask: what is squared afterwards counts as the mask says.</summary>
    public static LayerMask Root(IDeviceMemory backend, string name, Mask mask) =>
        new(backend, name, mask.Select(MathF.Sqrt));

    /// <summary>(1, h, w): T on one piece.</summary>
    public Tensor Of(FeatureWindow window, TensorShape features)
    {
        if (_pieces.TryGetValue(window.Index, out Tensor? piece))
            return piece;
        piece = backend.Allocate(name, features with { Channels = 1 }, TensorRole.Statistic);
        backend.Upload(values.Window(window.Top, window.Left, features.Height, features.Width), piece);
        _pieces.Add(window.Index, piece);
        return piece;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor piece in _pieces.Values)
            piece.Dispose();
    }
}
