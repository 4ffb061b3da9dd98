namespace IlgpuStyle.Imaging;

/// <summary>
/// PNG's filters (W3C PNG, third edition, chapter 9): a sample is replaced by its difference, modulo 256,
/// from a prediction made of the samples to its left, above it and above to the left.
/// </summary>
internal static class PngFilter
{
    private const int Filters = 5;

    /// <summary>
    /// One row, filtered by whichever filter makes the sum of the differences' absolute values least: the
    /// standard's advice for what compresses best.
    /// </summary>
    /// <param name="row">Its samples.</param>
    /// <param name="above">The samples of the row above; zeros for the first one.</param>
    /// <param name="distance">Bytes of a pixel.</param>
    /// <param name="result">The filter's number, then the differences.</param>
    public static void Apply(
        ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> result)
    {
        int best = 0;
        long least = long.MaxValue;
        for (int filter = 0; filter < Filters; filter++)
        {
            long sum = Filter(filter, row, above, distance, result[1..]);
            if (sum < least)
                (best, least) = (filter, sum);
        }

        if (best != Filters - 1)
            _ = Filter(best, row, above, distance, result[1..]);
        result[0] = (byte)best;
    }

    /// <summary>The samples of a row of differences, in place.</summary>
    /// <param name="filter">The filter's number.</param>
    /// <param name="row">Gets its samples.</param>
    /// <param name="above">The samples of the row above; zeros for the first one.</param>
    /// <param name="distance">Bytes of a pixel.</param>
    /// <exception cref="InvalidDataException">There is no such filter.</exception>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        if (filter >= Filters)
            throw new InvalidDataException($"the PNG is damaged: there is no filter {filter}");
        if (filter == 2)
        {
            for (int i = 0; i < row.Length; i++)
                row[i] += above[i];
        }

        for (int i = 0; filter is 1 or 3 or 4 && i < row.Length; i++)
        {
            int left = i < distance ? 0 : row[i - distance], up = above[i];
            row[i] += (byte)(filter switch
            {
                1 => left,
                3 => (left + up) >> 1,
                _ => Paeth(left, up, i < distance ? 0 : above[i - distance]),
            });
        }
    }

    private static long Filter(
        int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> result)
    {
        long sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            int left = i < distance ? 0 : row[i - distance], up = above[i];
            int prediction = filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) >> 1,
                _ => Paeth(left, up, i < distance ? 0 : above[i - distance]),
            };
            byte difference = (byte)(row[i] - prediction);
            result[i] = difference;
            sum += Math.Abs((int)(sbyte)difference);
        }

        return sum;
    }

    /// <summary>Whichever of the three is nearest to left + up − corner; ties in this order.</summary>
    private static int Paeth(int left, int up, int corner)
    {
        int toLeft = Math.Abs(up - corner);
        int toUp = Math.Abs(left - corner);
        int toCorner = Math.Abs(left + up - 2 * corner);
        if (toLeft <= toUp && toLeft <= toCorner)
            return left;
        return toUp <= toCorner ? up : corner;
    }
}
