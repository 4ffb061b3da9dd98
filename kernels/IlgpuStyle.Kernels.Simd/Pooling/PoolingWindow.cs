using System.Runtime.CompilerServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd.Pooling;

/// <summary>The part of one pooling window that lies inside the input.</summary>
internal readonly struct PoolingWindow
{
    /// <summary>The window of output position (oh, ow).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PoolingWindow(PoolingGeometry geometry, TensorShape input, int oh, int ow)
    {
        int top = oh * geometry.Stride, left = ow * geometry.Stride;
        Height = Math.Min(geometry.Window, input.Height - top);
        Width = Math.Min(geometry.Window, input.Width - left);
        RowStride = input.Width;
        FirstPosition = (long)top * input.Width + left;
    }

    /// <summary>Rows inside.</summary>
    public int Height { get; }

    /// <summary>Columns inside.</summary>
    public int Width { get; }

    /// <summary>Positions inside.</summary>
    public int Count => Height * Width;

    /// <summary>Whether the window is VGG's, and whole.</summary>
    public bool IsTwoByTwo => Height == 2 && Width == 2;

    /// <summary>Positions from one row of the input to the next.</summary>
    public int RowStride { get; }

    /// <summary>Position h·W + w of the upper left corner.</summary>
    public long FirstPosition { get; }
}
