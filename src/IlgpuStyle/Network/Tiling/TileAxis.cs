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
/// <para>
/// With circular padding the axis is a ring: a window reaches over its end and goes on at its beginning, and what is beyond the window's
/// own edges does not matter. That needs a ring in every layer, a length that the grid divides; any other length stays one tile, which the
/// layers themselves close to a ring.
/// </para>
/// </remarks>
internal sealed class TileAxis
{
    private readonly int _length;
    private readonly int _before;
    private readonly int _grid;
    private readonly bool _isCircular;

    /// <summary>Cuts.</summary>
    /// <param name="length">Positions of the map.</param>
    /// <param name="core">Positions of a core that are wanted; the real ones differ a little.</param>
    /// <param name="halo">What the layers need.</param>
    /// <param name="isCircular">Whether the axis is a ring for all the layers.</param>
    public TileAxis(int length, int core, Halo halo, bool isCircular = false)
    {
        _length = length;
        _grid = halo.Grid;
        _before = RoundUp(halo.Before);
        int cells = Math.Max(1, length / _grid);
        Count = (int)Math.Clamp(((long)length + core - 1) / core, 1, cells);
        int longest = Enumerable.Range(0, Count).Max(i => CoreEnd(i) - CoreStart(i));
        int wanted = longest + _before + halo.After + (_grid - 1);
        int remainder = length % _grid;
        _isCircular = isCircular;
        if (isCircular)
        {
            Window = longest + _before + RoundUp(halo.After);
            if (remainder != 0 || Window >= length)
                (Count, Window) = (1, length);
            return;
        }

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

    /// <summary>First position of a window, a multiple of the grid; on a ring it may be negative, which counts from the end.</summary>
    public int WindowStart(int tile) => _isCircular && Count > 1
        ? CoreStart(tile) - _before
        : Math.Clamp(CoreStart(tile) - _before, 0, _length - Window);

    /// <summary>The runs of neighbouring positions that a window consists of: one, or on a ring two where it goes over the end.</summary>
    public IEnumerable<(int Start, int InWindow, int Length)> Runs(int tile)
    {
        int done = 0, start = WindowStart(tile);
        while (done < Window)
        {
            int position = (start + done + _length) % _length, length = Math.Min(Window - done, _length - position);
            yield return (position, done, length);
            done += length;
        }
    }

    private int RoundUp(int positions) => (positions + _grid - 1) / _grid * _grid;
}
