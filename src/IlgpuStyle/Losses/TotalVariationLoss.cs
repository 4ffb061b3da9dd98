using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// weight · n_t · Σφ(Δ) over the differences between neighbours of the picture (or of what the network is
/// fed), all channels. Colour's part of squared differences beyond the plain one is a sum of its own:
/// Δ̄² + c·(Δ−Δ̄)² = Δ² + (c−1)·(Δ−Δ̄)², because Δ̄ is Δ's projection on grey.
/// </summary>
internal sealed class TotalVariationLoss : IPictureLoss
{
    private readonly IBackend _backend;
    private readonly TotalVariationKind _kind;
    private readonly double _verticalWeight;
    private readonly double _horizontalWeight;
    private readonly double _diagonalWeight;
    private readonly double _color;
    private readonly bool _counts;
    private readonly PixelNormalization? _normalization;
    private readonly Tensor? _input;
    private readonly Tensor? _gradInput;
    private readonly Tensor? _gradImage;

    /// <summary>Works out the weights for pictures of one shape.</summary>
    public TotalVariationLoss(PreparedNetwork network, LossPreset preset, TensorShape image)
    {
        _backend = network.Backend;
        _kind = preset.TotalVariationKind;
        _counts = preset.TotalVariationInLoss;
        bool mean = preset.TotalVariationNormalization == TotalVariationNormalization.Mean;
        // Differences of the image are Unit times the picture's.
        double unit = preset.TotalVariationSpace == TotalVariationSpace.Picture ? network.Normalization.Unit : 1;
        double weight = preset.TotalVariationWeight / Math.Pow(unit, _kind.Exponent());
        _color = preset.TotalVariationColor - 1;
        _verticalWeight = weight / (mean ? Math.Max(1.0, (double)image.Channels * (image.Height - 1) * image.Width) : 1);
        _horizontalWeight = weight / (mean ? Math.Max(1.0, (double)image.Channels * image.Height * (image.Width - 1)) : 1);
        if (preset.TotalVariationStencil == TotalVariationStencil.NinePoint)
        {
            _kind = TotalVariationKind.Squared;
            _verticalWeight = _horizontalWeight = 2 * weight / 3 / image.Length;
            _diagonalWeight = 2 * weight / 12 / ((double)image.Channels * (image.Height + 1) * (image.Width + 1));
        }

        if (preset.TotalVariationSpace == TotalVariationSpace.NetworkInput)
        {
            _normalization = network.Normalization;
            _input = _backend.Allocate("total variation's input", image, TensorRole.Vector);
            _gradInput = _backend.Allocate("total variation's gradient", image, TensorRole.Vector);
            _gradImage = _backend.Allocate("total variation's gradient of the picture", image, TensorRole.Vector);
        }
    }

    /// <summary>How many slots it writes; their sum is the value.</summary>
    public int Slots => 1 + (_diagonalWeight == 0 ? 0 : 1) + (_color == 0 ? 0 : 1);

    /// <summary>The slots' sum; 0 where the loss does not count it (<see cref="LossPreset.TotalVariationInLoss"/>).</summary>
    public LossTerm Term(ReadOnlySpan<double> slots)
    {
        double sum = 0;
        foreach (double value in slots)
            sum += value;
        return new LossTerm(LossTermKind.TotalVariation, "", _counts ? sum : 0);
    }

    /// <inheritdoc/>
    public void EvaluateAndAccumulate(Tensor image, ScalarBuffer results, int slot, Tensor gradImage)
    {
        if (_normalization is null)
        {
            Accumulate(image, results, slot, gradImage);
            return;
        }

        _normalization.Forward(_backend, image, _input!);
        _backend.Fill(_gradInput!, 0);
        Accumulate(_input!, results, slot, _gradInput!);
        _normalization.Backward(_backend, _gradInput!, _gradImage!);
        _backend.LinearCombination([1, 1], [gradImage, _gradImage!], gradImage);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _input?.Dispose();
        _gradInput?.Dispose();
        _gradImage?.Dispose();
    }

    private void Accumulate(Tensor image, ScalarBuffer results, int slot, Tensor gradImage)
    {
        _backend.TotalVariationAccumulate(
            image, _kind, _verticalWeight, _horizontalWeight, results, slot, gradImage);
        if (_color != 0)
        {
            _backend.TotalVariationAccumulate(
                image, TotalVariationKind.SquaredColor, _color * _verticalWeight, _color * _horizontalWeight, results, slot + Slots - 1,
                gradImage);
        }

        if (_diagonalWeight != 0)
            _backend.DiagonalVariationAccumulate(image, _diagonalWeight, results, slot + 1, gradImage);
    }
}
