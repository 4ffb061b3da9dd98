using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>One element of a halo tile that a thread carries, the same in every channel.</summary>
/// <param name="row">Its row of the input; −1 for an element beyond the border that counts as zero.</param>
/// <param name="column">Its column of the input, likewise.</param>
/// <param name="width">Columns of the input.</param>
/// <param name="target">Where in a plane of shared memory it goes; −1 if this thread has none.</param>
internal readonly struct HaloSlot(int row, int column, int width, int target)
{
    /// <summary>Its row of the input, or a row that exists.</summary>
    public readonly int Row = IntrinsicMath.Max(row, 0);

    /// <summary>Its column of the input, or a column that exists.</summary>
    public readonly int Column = IntrinsicMath.Max(column, 0);

    /// <summary>Where in its plane of the input the element at (Row, Column) lies.</summary>
    public readonly int Source = IntrinsicMath.Max(row, 0) * width + IntrinsicMath.Max(column, 0);

    /// <summary>1 for an element of the input, 0 for a zero.</summary>
    public readonly int IsInside = row >= 0 && column >= 0 ? 1 : 0;

    /// <summary>Where in a plane of shared memory it goes; −1 if this thread has none.</summary>
    public readonly int Target = target;
}
