using IlgpuStyle.Backends;

namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>
/// A scratch image that holds a tensor with a border around it, in the tensor's own layout; or, hollow, the border alone: of each plane
/// the rows above and below, then what is left and right of every row.
/// </summary>
internal readonly unsafe struct Frame(float* pointer, int height, int width, int border, PaddingMode mode, bool isHollow = false)
{
    /// <summary>First element.</summary>
    public float* Pointer => pointer;

    /// <summary>Rows of the frame.</summary>
    public int Height => height;

    /// <summary>Columns of the frame.</summary>
    public int Width => width;

    /// <summary>Row and column of the frame that hold the tensor's row and column 0.</summary>
    public int Border => border;

    /// <summary>What lies outside the tensor.</summary>
    public PaddingMode Mode => mode;

    /// <summary>Whether the tensor itself lies elsewhere.</summary>
    public bool IsHollow => isHollow;

    /// <summary>Positions.</summary>
    public long Positions => isHollow ? HollowPositions(height, width, border) : (long)height * width;

    /// <summary>Positions of a hollow frame of so many rows and columns.</summary>
    public static long HollowPositions(int height, int width, int border) =>
        (long)height * width - (long)(height - 2 * border) * (width - 2 * border);

    /// <summary>Whether a row of the frame is one of the tensor's.</summary>
    public bool HasInside(int row) => row >= border && row < height - border;

    /// <summary>
    /// The element at (row, column) of a plane; the next columns' follow, in a hollow frame up to where the tensor's row begins.
    /// </summary>
    /// <param name="plane">Channel, or block of channels.</param>
    /// <param name="stride">Floats from one position to the next.</param>
    /// <param name="row">Of the frame.</param>
    /// <param name="column">Of the frame.</param>
    public float* At(int plane, int stride, int row, int column)
    {
        long position = (long)row * width + column;
        if (isHollow && HasInside(row))
            position = 2L * border * width + (row - border) * 2L * border + (column < border ? column : column - width + 2 * border);
        else if (isHollow && row >= border)
            position = (row - height + 2L * border) * width + column;
        return pointer + (plane * Positions + position) * stride;
    }
}
