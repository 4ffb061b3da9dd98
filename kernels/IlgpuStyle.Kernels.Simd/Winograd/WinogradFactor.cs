using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// The right-hand factor of the 36 products: stored weights, or the other direction's stored weights read as their transposed, with
/// the points exchanged that reversing the kernel exchanges (<see cref="WinogradPoints"/>).
/// </summary>
internal readonly unsafe struct WinogradFactor(WinogradWeights stored, bool isTransposed)
{
    /// <summary>Whether panels have to be transposed into scratch memory before use.</summary>
    public bool IsTransposed => isTransposed;

    /// <summary>Channels summed over, whole blocks.</summary>
    public int Depth => isTransposed ? stored.Panels * stored.Columns : stored.Depth;

    /// <summary>Panels of destination channels.</summary>
    public int Panels => isTransposed ? (stored.Depth + stored.Columns - 1) / stored.Columns : stored.Panels;

    /// <summary>Channels per panel.</summary>
    public int Columns => stored.Columns;

    /// <summary>Floats of scratch that a transposed panel needs.</summary>
    public long ScratchLength => isTransposed ? (long)Depth * Columns : 0;

    /// <summary>The weights of a panel at a point, (Depth, Columns): in place, or transposed into <paramref name="scratch"/>.</summary>
    public float* PanelOf<TLanes, TVector>(int point, int panel, float* scratch)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        if (!isTransposed)
            return stored.PanelOf(point, panel);
        ReadOnlySpan<int> reversed = WinogradPoints.Reversed;
        int storedPoint = reversed[point / WinogradPoints.Inputs] * WinogradPoints.Inputs + reversed[point % WinogradPoints.Inputs];
        int rows = Math.Min(Columns, stored.Depth - panel * Columns);
        for (int storedPanel = 0; storedPanel < stored.Panels; storedPanel++)
        {
            float* source = stored.PanelOf(storedPoint, storedPanel) + (long)panel * Columns * Columns;
            TransposeSquare<TLanes, TVector>(source, scratch + (long)storedPanel * Columns * Columns, rows);
        }

        return scratch;
    }

    // A panel's square of input and output channels: 4 KiB with AVX-512. The next panel's square is fetched meanwhile.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransposeSquare<TLanes, TVector>(float* source, float* target, int rows)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        int columns = stored.Columns;
        float* ahead = source + (long)stored.Depth * columns;
        for (int row = 0; row < rows; row += TLanes.Count)
        {
            for (int column = 0; column < columns; column += TLanes.Count)
            {
                TLanes.Transpose(source + row * columns + column, columns, target + column * columns + row, columns);
                for (int line = 0; line < TLanes.Count * TLanes.Count; line += 16)
                    TLanes.Prefetch(ahead + line);
                ahead += TLanes.Count * TLanes.Count;
            }
        }
    }
}
