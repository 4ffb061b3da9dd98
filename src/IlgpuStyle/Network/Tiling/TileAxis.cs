namespace IlgpuStyle.Network.Tiling;

/// <summary>
/// One axis of a map cut into tiles: cores that cover it without overlap and begin on the grid, each inside a window with the
/// halo around it. All windows have one length, so that one set of buffers serves them all; they end where the map ends, or far
/// enough behind their core.
/// </summary>
/// <remarks>
/// A window's length is congruent to the map's modulo the grid: the last window then ends with the map and begins on the grid. An
/// inner window may end inside a cell of the grid, which pooling drops; the halo after the core is longer by that much. Cores differ
/// by at most one cell, so that no narrow one is left at the end.
/// </remarks>
internal sealed class TileAxis
{
    private readonly int _length;
    private readonly int _before;
    private readonly int _grid;

    /// <summary>Cuts.</summary>
    /// <param name="length">Positions of the map.</param>
    /// <param name="core">Positions of a core that are wanted; the real ones differ a little.</param>
    /// <param name="halo">What the layers need.</param>
    public TileAxis(int length, int core, Halo halo)
    {
        _length = length;
        _grid = halo.Grid;
        _before = RoundUp(halo.Before);
        int cells = Math.Max(1, length / _grid);
        Count = (int)Math.Clamp(((long)length + core - 1) / core, 1, cells);
        int longest = Enumerable.Range(0, Count).Max(i => CoreEnd(i) - CoreStart(i));
        int wanted = longest + _before + halo.After + (_grid - 1);
        int remainder = length % _grid;
        Window = Count == 1 ? length : (int)Math.Min(length, RoundUp(Math.Max(0, wanted - remainder)) + (long)remainder);
    }

    /// <summary>Number of tiles.</summary>
    public int Count { get; }

    /// <summary>Length of every window.</summary>
    public int Window { get; }

    /// <summary>First position of a core, a multiple of the grid.</summary>
    public int CoreStart(int tile) => (int)((long)tile * Math.Max(1, _length / _grid) / Count) * _grid;

    /// <summary>Behind the last position of a core.</summary>
    public int CoreEnd(int tile) => tile == Count - 1 ? _length : CoreStart(tile + 1);

    /// <summary>First position of a window, a multiple of the grid.</summary>
    public int WindowStart(int tile) => Math.Clamp(CoreStart(tile) - _before, 0, _length - Window);

    private int RoundUp(int positions) => (positions + _grid - 1) / _grid * _grid;
}
