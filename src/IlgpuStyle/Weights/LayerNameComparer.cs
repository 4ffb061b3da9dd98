namespace IlgpuStyle.Weights;

/// <summary>
/// Orders layer names as people do: runs of digits by their value, everything else by character, so that
/// conv1_2 comes before conv1_10 and before conv2_1.
/// </summary>
internal sealed class LayerNameComparer : IComparer<string>
{
    /// <summary>The only instance.</summary>
    public static LayerNameComparer Instance { get; } = new();

    private LayerNameComparer()
    {
    }

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x, right = y;
        while (left.Length > 0 && right.Length > 0)
        {
            int leftDigits = Digits(left), rightDigits = Digits(right);
            int order = leftDigits > 0 && rightDigits > 0
                ? CompareNumbers(left[..leftDigits], right[..rightDigits])
                : left[0].CompareTo(right[0]);
            if (order != 0)
                return order;
            bool numbers = leftDigits > 0 && rightDigits > 0;
            left = left[(numbers ? leftDigits : 1)..];
            right = right[(numbers ? rightDigits : 1)..];
        }

        return left.Length != right.Length
            ? left.Length.CompareTo(right.Length)
            : string.CompareOrdinal(x, y);
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length
            ? left.Length.CompareTo(right.Length)
            : left.SequenceCompareTo(right);
    }
}
