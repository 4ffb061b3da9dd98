namespace IlgpuStyle.Import.Formats;

/// <summary>A MATLAB array: numbers, text, cells or a structure.</summary>
internal sealed class MatValue
{
    /// <summary>Rows, columns, …; column-major.</summary>
    public long[] Shape { get; init; } = [];

    /// <summary>
    /// The numbers in column-major order; null for other kinds, and for arrays larger than any convolution.
    /// </summary>
    public float[]? Numbers { get; init; }

    /// <summary>The text of a character array.</summary>
    public string? Text { get; init; }

    /// <summary>The elements of a cell array, column-major.</summary>
    public IReadOnlyList<MatValue> Cells { get; init; } = [];

    /// <summary>The fields of a structure (of its first element, if it is an array of structures).</summary>
    public IReadOnlyDictionary<string, MatValue> Fields { get; init; } = new Dictionary<string, MatValue>();
}
