using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// Transformed weights in the order in which the micro-kernel reads them: (36 points, panels of output
/// channels, input channels, columns), where a panel is two vectors wide and channels are padded with zeros
/// to whole blocks and panels.
/// </summary>
internal sealed unsafe class WinogradWeights : IDisposable
{
    private readonly NativeBlock block;

    /// <summary>
    /// Room for weights that sum over <paramref name="sourceChannels"/> and produce
    /// <paramref name="destinationChannels"/>.
    /// </summary>
    public WinogradWeights(int sourceChannels, int destinationChannels, int columns, MemoryAccount account)
    {
        Columns = columns;
        Depth = (sourceChannels + TensorLayout.Block - 1) / TensorLayout.Block * TensorLayout.Block;
        int padded = (destinationChannels + TensorLayout.Block - 1) / TensorLayout.Block * TensorLayout.Block;
        Panels = (padded + columns - 1) / columns;
        block = new NativeBlock(account, WinogradPoints.Products * PointLength * sizeof(float));
    }

    /// <summary>Channels per panel.</summary>
    public int Columns { get; }

    /// <summary>Channels summed over, whole blocks.</summary>
    public int Depth { get; }

    /// <summary>Panels of destination channels.</summary>
    public int Panels { get; }

    /// <summary>Floats per point.</summary>
    public long PointLength => (long)Panels * Depth * Columns;

    /// <summary>The weights of a panel at a point, (Depth, Columns).</summary>
    public float* PanelOf(int point, int panel) =>
        (float*)block.Pointer + point * PointLength + (long)panel * Depth * Columns;

    /// <inheritdoc/>
    public void Dispose() => block.Dispose();
}
