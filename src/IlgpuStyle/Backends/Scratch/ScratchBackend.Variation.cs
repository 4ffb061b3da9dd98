using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends.Scratch;

/// <content>
/// Total variation, band by band. A difference between two rows belongs to the band of the upper one, which reads one row beyond its own and adds to that
/// row's gradient too: every difference counts once.
/// </content>
internal sealed partial class ScratchBackend
{
    private static readonly float[] s_one = [1], s_zero = [0];

    private ScalarBuffer? _part;
    private readonly double[] _partValue = [0];

    /// <inheritdoc/>
    public void TotalVariationAccumulate(
        Tensor image, TotalVariationKind kind, double verticalWeight, double horizontalWeight, ScalarBuffer results, int slot, Tensor gradImage)
    {
        if (!IsInFile(image) && !IsInFile(gradImage))
        {
            _actual.TotalVariationAccumulate(image, kind, verticalWeight, horizontalWeight, results, slot, gradImage);
            return;
        }

        double sum = 0;
        foreach (ScratchTensor.Area area in Bands(image.Shape))
        {
            if (kind == TotalVariationKind.SquaredInside)
            {
                // This kind leaves out the differences within a picture's last row: here those of the row beyond, and at the end the picture's own.
                sum += Variation(image, WithRowBelow(area, image.Shape), kind, verticalWeight, horizontalWeight, gradImage);
                continue;
            }

            sum += Variation(image, WithRowBelow(area, image.Shape), kind, verticalWeight, 0, gradImage);
            sum += Variation(image, area, kind, 0, horizontalWeight, gradImage);
        }

        Set(results, slot, sum);
    }

    /// <inheritdoc/>
    public void DiagonalVariationAccumulate(Tensor image, double weight, ScalarBuffer results, int slot, Tensor gradImage)
    {
        if (!IsInFile(image) && !IsInFile(gradImage))
        {
            _actual.DiagonalVariationAccumulate(image, weight, results, slot, gradImage);
            return;
        }

        double sum = 0;
        foreach (ScratchTensor.Area area in Bands(image.Shape))
        {
            ScratchTensor.Area both = WithRowBelow(area, image.Shape);
            Tensor band = Load(0, image, both), gradient = Load(1, gradImage, both);
            _actual.DiagonalVariationAccumulate(band, weight, Part, 0, gradient);
            sum += PartValue();
            Store(gradient, gradImage, both);
            // The band is continued by copies of its first and last row. Inside the picture there are other rows: what the copies added, both
            // diagonals between a row and itself, is twice that row's horizontal variation.
            if (both.Top > 0)
                sum += Variation(image, both with { Height = 1 }, TotalVariationKind.Squared, 0, -2 * weight, gradImage);
            if (area.Top + area.Height < image.Shape.Height)
                sum += Variation(image, both with { Top = both.Top + both.Height - 1, Height = 1 }, TotalVariationKind.Squared, 0, -2 * weight, gradImage);
        }

        Set(results, slot, sum);
    }

    private ScalarBuffer Part => _part ??= _actual.AllocateScalars(1);

    private static ScratchTensor.Area WithRowBelow(ScratchTensor.Area area, TensorShape shape) =>
        area with { Height = Math.Min(area.Height + 1, shape.Height - area.Top) };

    /// <summary>Value of a band alone; its gradient is added.</summary>
    private double Variation(
        Tensor image, ScratchTensor.Area area, TotalVariationKind kind, double verticalWeight, double horizontalWeight, Tensor gradImage)
    {
        Tensor band = Load(0, image, area), gradient = Load(1, gradImage, area);
        _actual.TotalVariationAccumulate(band, kind, verticalWeight, horizontalWeight, Part, 0, gradient);
        Store(gradient, gradImage, area);
        return PartValue();
    }

    private double PartValue()
    {
        _actual.Download(Part, _partValue);
        return _partValue[0];
    }

    /// <summary>Slot = value: the other backend writes it as value · (1 − 0)².</summary>
    private void Set(ScalarBuffer results, int slot, double value)
    {
        using Tensor one = _actual.Allocate("one", TensorShape.Vector(1)), zero = _actual.Allocate("zero", TensorShape.Vector(1));
        _actual.Upload(s_one, one);
        _actual.Upload(s_zero, zero);
        _actual.SquaredDistance(one, zero, value, results, slot);
        _actual.Synchronize();
    }
}
