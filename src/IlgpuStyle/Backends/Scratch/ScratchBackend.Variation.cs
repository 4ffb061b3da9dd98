using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends.Scratch;

/// <content>
/// Total variation, band by band. A difference between two rows belongs to the band of the upper one, which reads one row beyond its own
/// and adds to that row's gradient too: every difference counts once.
/// </content>
internal sealed partial class ScratchBackend
{
    private static readonly float[] s_one = [1], s_zero = [0];

    private ScalarBuffer? _part;
    private readonly double[] _partValue = [0];

    /// <inheritdoc/>
    public override void TotalVariationAccumulate(
        Tensor image, TotalVariationKind kind, double verticalWeight, double horizontalWeight, ScalarBuffer results, int slot,
            Tensor gradImage)
    {
        if (!IsInFile(image) && !IsInFile(gradImage))
        {
            Actual.TotalVariationAccumulate(
                image, kind, verticalWeight, horizontalWeight, results, slot, gradImage);
            return;
        }

        double sum = 0;
        foreach (ScratchTensor.Area area in Bands(image.Shape))
        {
            ScratchTensor.Area both = WithRowBelow(area, image.Shape);
            Tensor band = Load(0, image, both), gradient = Load(1, gradImage, both);
            sum += Evaluate(() => Actual.TotalVariationAccumulate(band, kind, verticalWeight, horizontalWeight, Part, 0, gradient));
            // The row below is the next band's first: what differs within it counts there. One kind leaves a
            // last row out by itself.
            if (both.Height > area.Height && kind != TotalVariationKind.SquaredInside)
                sum += AddRow(band, both.Height - 1, kind, -horizontalWeight, gradient);
            Store(gradient, gradImage, both);
        }

        Set(results, slot, sum);
    }

    /// <inheritdoc/>
    public override void DiagonalVariationAccumulate(
        Tensor image, double weight, ScalarBuffer results, int slot, Tensor gradImage)
    {
        if (!IsInFile(image) && !IsInFile(gradImage))
        {
            Actual.DiagonalVariationAccumulate(image, weight, results, slot, gradImage);
            return;
        }

        double sum = 0;
        foreach (ScratchTensor.Area area in Bands(image.Shape))
        {
            ScratchTensor.Area both = WithRowBelow(area, image.Shape);
            Tensor band = Load(0, image, both), gradient = Load(1, gradImage, both);
            sum += Evaluate(() => Actual.DiagonalVariationAccumulate(band, weight, Part, 0, gradient));
            // The band is continued by copies of its first and last row. Inside the picture there are other
            // rows: what the copies added, both diagonals between a row and itself, is twice that row's
            // horizontal variation.
            if (area.Top > 0)
                sum += AddRow(band, 0, TotalVariationKind.Squared, -2 * weight, gradient);
            if (both.Height > area.Height)
                sum += AddRow(band, both.Height - 1, TotalVariationKind.Squared, -2 * weight, gradient);
            Store(gradient, gradImage, both);
        }

        Set(results, slot, sum);
    }

    private ScalarBuffer Part => _part ??= Actual.AllocateScalars(1);

    private static ScratchTensor.Area WithRowBelow(ScratchTensor.Area area, TensorShape shape) =>
        area with { Height = Math.Min(area.Height + 1, shape.Height - area.Top) };

    /// <summary>Horizontal variation of one row of a band; its gradient is added.</summary>
    private double AddRow(Tensor band, int row, TotalVariationKind kind, double weight, Tensor gradient)
    {
        ScratchTensor.Area area = new(row, 0, 1, band.Shape.Width);
        Tensor pixels = Load(2, band, area), sum = Load(3, gradient, area);
        double value = Evaluate(
            () => Actual.TotalVariationAccumulate(pixels, kind, 0, weight, Part, 0, sum));
        Store(sum, gradient, area);
        return value;
    }

    private double Evaluate(Action accumulate)
    {
        accumulate();
        Actual.Download(Part, _partValue);
        return _partValue[0];
    }

    /// <summary>Slot = value: the other backend writes it as value · (1 − 0)².</summary>
    private void Set(ScalarBuffer results, int slot, double value)
    {
        using Tensor one = Actual.Allocate("one", TensorShape.Vector(1), TensorRole.Working);
        using Tensor zero = Actual.Allocate("zero", TensorShape.Vector(1), TensorRole.Working);
        Actual.Upload(s_one, one);
        Actual.Upload(s_zero, zero);
        Actual.SquaredDistance(one, zero, value, results, slot);
        Actual.Synchronize();
    }
}
