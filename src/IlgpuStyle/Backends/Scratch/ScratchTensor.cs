using System.Numerics;
using System.Runtime.InteropServices;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends.Scratch;

/// <summary>A tensor that is not the backend's: float32, dense (C, H, W), on the host. Zero at first.</summary>
internal abstract class ScratchTensor(string name, TensorShape shape) : Tensor(name, shape)
{
    // Whole rows of a tile are read and written together up to here: 256 KiB.
    private const int FloatsPerRun = 1 << 16;

    private float[] _run = [];

    /// <summary>Whether there are values behind it; not in a rehearsal.</summary>
    protected virtual bool HasValues => true;

    /// <summary>Reads a rectangle of positions.</summary>
    /// <param name="area">The rectangle.</param>
    /// <param name="values">Dense (C, h, w), overwritten.</param>
    public void Read(Area area, Span<float> values) => ReadWindow(WindowOf(area), values, ShapeOf(area));

    /// <summary>Reads one channel, (H, W).</summary>
    public void ReadChannel(int channel, Span<float> values) => Read((long)channel * Shape.Positions, values);

    /// <summary>Writes a rectangle of positions.</summary>
    /// <param name="area">The rectangle.</param>
    /// <param name="values">Dense (C, h, w).</param>
    public void Write(Area area, ReadOnlySpan<float> values) => WriteWindow(values, ShapeOf(area), Reversed(WindowOf(area)));

    /// <summary>Writes one channel, (H, W).</summary>
    public void WriteChannel(int channel, ReadOnlySpan<float> values) => Write((long)channel * Shape.Positions, values);

    /// <summary>tile = this on a rectangle; the rest of the tile stays as it is.</summary>
    /// <param name="window">From this tensor to the tile.</param>
    /// <param name="tile">Dense.</param>
    /// <param name="tileShape">Its shape.</param>
    public void ReadWindow(WindowGeometry window, Span<float> tile, TensorShape tileShape)
    {
        int rows = HasValues ? RowsPerRun(window, tileShape) : 0;
        for (int i = 0; i < Runs(window, rows); i++)
        {
            (int channel, int row, int length) = Run(window, rows, i);
            int to = Offset(tileShape, channel, window.DestinationTop + row, window.DestinationLeft);
            Read(LongOffset(channel, window.SourceTop + row, window.SourceLeft), tile.Slice(to, length));
        }
    }

    /// <summary>this = tile on a rectangle.</summary>
    /// <param name="tile">Dense.</param>
    /// <param name="tileShape">Its shape.</param>
    /// <param name="window">From the tile to this tensor.</param>
    public void WriteWindow(ReadOnlySpan<float> tile, TensorShape tileShape, WindowGeometry window)
    {
        int rows = HasValues ? RowsPerRun(window, tileShape) : 0;
        for (int i = 0; i < Runs(window, rows); i++)
        {
            (int channel, int row, int length) = Run(window, rows, i);
            int from = Offset(tileShape, channel, window.SourceTop + row, window.SourceLeft);
            Write(LongOffset(channel, window.DestinationTop + row, window.DestinationLeft), tile.Slice(from, length));
        }
    }

    /// <summary>this += tile on a rectangle, one float32 addition an element, as <see cref="INetworkOperators.AccumulateWindow"/> does
    /// it.</summary>
    /// <param name="tile">Dense.</param>
    /// <param name="tileShape">Its shape.</param>
    /// <param name="window">From the tile to this tensor.</param>
    public void AddWindow(ReadOnlySpan<float> tile, TensorShape tileShape, WindowGeometry window)
    {
        int rows = HasValues ? RowsPerRun(window, tileShape) : 0;
        if (_run.Length < rows * window.Width)
            _run = new float[rows * window.Width];
        for (int i = 0; i < Runs(window, rows); i++)
        {
            (int channel, int row, int length) = Run(window, rows, i);
            int from = Offset(tileShape, channel, window.SourceTop + row, window.SourceLeft);
            long to = LongOffset(channel, window.DestinationTop + row, window.DestinationLeft);
            Span<float> sum = _run.AsSpan(0, length);
            Read(to, sum);
            Add(tile.Slice(from, length), sum);
            Write(to, sum);
        }
    }

    /// <summary>Elements in the order of memory.</summary>
    protected abstract void Read(long offset, Span<float> values);

    /// <summary>Elements in the order of memory.</summary>
    protected abstract void Write(long offset, ReadOnlySpan<float> values);

    /// <summary>sum += values, one float32 addition an element.</summary>
    internal static void Add(ReadOnlySpan<float> values, Span<float> sum)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Span<Vector<float>> sums = MemoryMarshal.Cast<float, Vector<float>>(sum);
        for (int i = 0; i < sums.Length; i++)
            sums[i] += vectors[i];
        for (int i = sums.Length * Vector<float>.Count; i < sum.Length; i++)
            sum[i] += values[i];
    }

    private static WindowGeometry Reversed(WindowGeometry window) => new(
        window.DestinationTop, window.DestinationLeft, window.SourceTop, window.SourceLeft, window.Height, window.Width);

    private static WindowGeometry WindowOf(Area area) => new(area.Top, area.Left, 0, 0, area.Height, area.Width);

    private TensorShape ShapeOf(Area area) => Shape with { Height = area.Height, Width = area.Width };

    /// <summary>A run of neighbouring elements of both: some whole rows of a channel if they span both tensors, else one row.</summary>
    private int RowsPerRun(WindowGeometry window, TensorShape tile) =>
        window.Width == Shape.Width && window.Width == tile.Width ? Math.Clamp(FloatsPerRun / window.Width, 1, window.Height) : 1;

    private int Runs(WindowGeometry window, int rows) => rows == 0 ? 0 : Shape.Channels * ((window.Height + rows - 1) / rows);

    private static (int Channel, int Row, int Length) Run(WindowGeometry window, int rows, int run)
    {
        int runs = (window.Height + rows - 1) / rows, row = run % runs * rows;
        return (run / runs, row, Math.Min(rows, window.Height - row) * window.Width);
    }

    private static int Offset(TensorShape tile, int channel, int row, int column) => (channel * tile.Height + row) * tile.Width + column;

    private long LongOffset(int channel, int row, int column) => ((long)channel * Shape.Height + row) * Shape.Width + column;

    /// <summary>A rectangle of positions.</summary>
    internal readonly record struct Area(int Top, int Left, int Height, int Width);
}
