using IlgpuStyle.Backends;

namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>
/// A scratch image that holds a tensor with a border around it, in the tensor's own layout.
/// </summary>
internal readonly unsafe struct Frame(float* pointer, int height, int width, int border, PaddingMode mode)
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

    /// <summary>Positions.</summary>
    public long Positions => (long)height * width;
}
