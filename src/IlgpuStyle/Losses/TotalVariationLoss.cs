using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// weight · n_t · Σφ(Δ) over the differences between vertical and between horizontal neighbours of the picture, all channels.
/// </summary>
public sealed class TotalVariationLoss
{
    private readonly IBackend _backend;
    private readonly TotalVariationKind _kind;
    private readonly double _verticalWeight;
    private readonly double _horizontalWeight;

    /// <summary>Works out the weights for pictures of one shape.</summary>
    public TotalVariationLoss(IBackend backend, LossPreset preset, TensorShape image)
    {
        _backend = backend;
        _kind = preset.TotalVariationKind;
        bool mean = preset.TotalVariationNormalization == TotalVariationNormalization.Mean;
        _verticalWeight = preset.TotalVariationWeight / (mean ? Math.Max(1.0, (double)image.Channels * (image.Height - 1) * image.Width) : 1);
        _horizontalWeight = preset.TotalVariationWeight / (mean ? Math.Max(1.0, (double)image.Channels * image.Height * (image.Width - 1)) : 1);
    }

    /// <summary>results[slot] = the value; gradImage += the gradient.</summary>
    public void EvaluateAndAccumulate(Tensor image, ScalarBuffer results, int slot, Tensor gradImage) =>
        _backend.TotalVariationAccumulate(image, _kind, _verticalWeight, _horizontalWeight, results, slot, gradImage);
}
