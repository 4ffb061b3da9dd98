namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>
/// One implicit GEMM: destination[q, FirstRow + RowStep·i, FirstColumn + ColumnStep·j] = Σ_k weights[k,q] ·
/// source[position(i,j) + offset(k)], where k runs over (channel block, tap, lane) and position(i,j) moves by
/// <see cref="SourceStep"/> rows and columns of the source.
/// </summary>
internal unsafe struct Correlation
{
    /// <summary>First element of the source; rows may be read a few positions beyond their end.</summary>
    public float* Source;

    /// <summary>Positions from one row of the source to the next.</summary>
    public int SourceWidth;

    /// <summary>Floats from one position of the source to the next.</summary>
    public int SourceStride;

    /// <summary>Rows and columns of the source per output.</summary>
    public int SourceStep;

    /// <summary>Where term k lies relative to its position, in floats.</summary>
    public int* Offsets;

    /// <summary>Number of terms.</summary>
    public int Depth;

    /// <summary>(panel, Depth, columns of the micro-kernel).</summary>
    public float* Weights;

    /// <summary>(panels · columns) values to add, or null for none.</summary>
    public float* Bias;

    /// <summary>First element of the destination.</summary>
    public float* Destination;

    /// <summary>Channels of the destination.</summary>
    public int Channels;

    /// <summary>Whether the destination is planar rather than blocked.</summary>
    public bool IsPlanar;

    /// <summary>Rows of the whole destination.</summary>
    public int DestinationHeight;

    /// <summary>Columns of the whole destination.</summary>
    public int DestinationWidth;

    /// <summary>
    /// First row and column written, and how many rows and columns of the destination lie from one to the
    /// next.
    /// </summary>
    public int FirstRow, FirstColumn, DestinationStep;

    /// <summary>Rows and columns written.</summary>
    public int Rows, Columns;

    /// <summary>Whether negative results become 0.</summary>
    public bool Relu;
}
