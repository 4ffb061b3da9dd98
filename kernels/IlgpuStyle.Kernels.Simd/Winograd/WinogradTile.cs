namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>One tile of a destination.</summary>
/// <param name="Row">Its first row of outputs.</param>
/// <param name="Column">Its first column of outputs.</param>
/// <param name="Height">Rows of outputs, of which the last may lie outside.</param>
/// <param name="Width">Columns of outputs, of which the last may lie outside.</param>
internal readonly record struct WinogradTile(int Row, int Column, int Height, int Width)
{
    /// <summary>Whether it has as many outputs as a tile can have.</summary>
    public bool IsWhole => Height == WinogradPoints.Outputs && Width == WinogradPoints.Outputs;
}
