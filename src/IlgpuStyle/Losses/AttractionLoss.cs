using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>weight · mean (x − a)² over the pixels and channels of the result x and another picture a, RGB in [0, 1].</summary>
internal sealed class AttractionLoss : IPictureLoss
{
    private readonly IBackend _backend;
    private readonly Tensor _target;
    private readonly double _factor;

    /// <summary>Takes the picture over to the backend.</summary>
    /// <param name="network">How pictures lie there.</param>
    /// <param name="preset">The weight.</param>
    /// <param name="picture">At the result's size.</param>
    public AttractionLoss(PreparedNetwork network, LossPreset preset, RgbImage picture)
    {
        _backend = network.Backend;
        _target = _backend.Allocate("picture that attracts", picture.Shape, TensorRole.ContentTarget);
        network.Normalization.Upload(_backend, picture.Data, _target);
        // Differences of the image are Unit times the picture's.
        double unit = network.Normalization.Unit;
        _factor = preset.AttractionWeight / (picture.Shape.Length * unit * unit);
    }

    /// <inheritdoc/>
    public int Slots => 1;

    /// <inheritdoc/>
    public LossTerm Term(ReadOnlySpan<double> slots) => new(LossTermKind.Attraction, "", slots[0]);

    /// <inheritdoc/>
    public void EvaluateAndAccumulate(Tensor image, ScalarBuffer results, int slot, Tensor gradImage) =>
        _backend.SquaredDistanceAccumulate(image, _target, _factor, results, slot, gradImage);

    /// <inheritdoc/>
    public void Dispose() => _target.Dispose();
}
