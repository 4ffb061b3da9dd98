using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends.Scratch;

/// <content>
/// Bilinear upsampling, some coarse rows at a time. A band has one coarse row more on each side, or ends at the tensor's border: the rows
/// that its own ends falsify are those that are left out afterwards. Where the tensor wraps, the rows beyond a border are the other
/// border's.
/// </content>
internal sealed partial class ScratchBackend
{
    // Not those of the operators that move the rows.
    private const int FineBand = 100, CoarseBand = 101;

    /// <inheritdoc/>
    public override void UpsampleAccumulate(Tensor coarse, double scale, Tensor fine, bool wraps)
    {
        if (!IsInFile(coarse) && !IsInFile(fine))
        {
            Actual.UpsampleAccumulate(coarse, scale, fine, wraps);
            return;
        }

        ShapeGuard.Upsampling(nameof(UpsampleAccumulate), coarse, fine, wraps);
        foreach ((int top, int height, int fineHeight, int first, int last) in UpsamplingBands(coarse.Shape, fine.Shape, wraps))
        {
            Tensor to = LoadRows(FineBand, fine, 2 * top, fineHeight);
            Actual.UpsampleAccumulate(LoadRows(CoarseBand, coarse, top, height), scale, to, wraps);
            StoreRows(
                to, 2 * (first - top), fine, 2 * first, Math.Min(2 * last, fine.Shape.Height) - 2 * first);
        }
    }

    /// <inheritdoc/>
    public override void UpsampleTransposed(Tensor fine, Tensor coarse, bool wraps)
    {
        if (!IsInFile(coarse) && !IsInFile(fine))
        {
            Actual.UpsampleTransposed(fine, coarse, wraps);
            return;
        }

        ShapeGuard.Upsampling(nameof(UpsampleTransposed), coarse, fine, wraps);
        foreach ((int top, int height, int fineHeight, int first, int last) in UpsamplingBands(coarse.Shape, fine.Shape, wraps))
        {
            Tensor to = Band(CoarseBand, coarse.Shape with { Height = height });
            Actual.UpsampleTransposed(LoadRows(FineBand, fine, 2 * top, fineHeight), to, wraps);
            StoreRows(to, first - top, coarse, first, last - first);
        }
    }

    /// <summary>
    /// Coarse rows of each band (from Top on, which is −1 where the tensor wraps), their fine rows (from
    /// 2·Top on), and those of the coarse ones that count, First to Last.
    /// </summary>
    private static IEnumerable<(int Top, int Height, int FineHeight, int First, int Last)> UpsamplingBands(
        TensorShape coarse, TensorShape fine, bool wraps)
    {
        int rows = BandRows(2 * fine.Channels, fine.Width);
        for (int first = 0; first < coarse.Height; first += rows)
        {
            int last = Math.Min(first + rows, coarse.Height);
            int top = wraps ? first - 1 : Math.Max(first - 1, 0);
            int end = wraps ? last + 1 : Math.Min(last + 1, coarse.Height);
            int fineEnd = wraps ? 2 * end : Math.Min(2 * end, fine.Height);
            yield return (top, end - top, fineEnd - 2 * top, first, last);
        }
    }

    /// <summary>A band of rows, taken round the tensor where they leave it.</summary>
    private Tensor LoadRows(int slot, Tensor tensor, int top, int height)
    {
        TensorShape shape = tensor.Shape;
        Tensor band = Band(slot, shape with { Height = height });
        for (int done = 0; done < height;)
        {
            int row = (top + done + shape.Height) % shape.Height;
            int count = Math.Min(height - done, shape.Height - row);
            CopyWindow(tensor, band, new WindowGeometry(row, 0, done, 0, count, shape.Width));
            done += count;
        }

        return band;
    }

    private void StoreRows(Tensor band, int from, Tensor tensor, int to, int height) =>
        CopyWindow(band, tensor, new WindowGeometry(from, 0, to, 0, height, tensor.Shape.Width));
}
