using System.Runtime.CompilerServices;
using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// destination[plane, row, ·] = or += source[plane, row, ·]: a row of the rectangle is one run of memory in
/// both layouts (w floats of a planar channel, 16·w of a block of channels). One item is some rows of one
/// plane, about 64 KiB. Padding lanes are copied with their block and so stay zero; a planar tail is not
/// touched.
/// </summary>
internal sealed unsafe class WindowJob<TLanes, TVector> : Job
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int FloatsPerItem = 1 << 14;

    private float* from;
    private float* to;
    private long fromRow, fromPlane;
    private long toRow, toPlane;
    private int rows, rowsPerItem, itemsPerPlane, length;
    private bool adds;

    /// <summary>Runs one operation.</summary>
    public void Run(
        WorkerTeam team, SimdTensor source, SimdTensor destination, WindowGeometry window, bool accumulate)
    {
        int step = source.Layout.PositionStride;
        fromRow = (long)source.Shape.Width * step;
        toRow = (long)destination.Shape.Width * step;
        fromPlane = source.Shape.Height * fromRow;
        toPlane = destination.Shape.Height * toRow;
        from = source.Pointer + window.SourceTop * fromRow + (long)window.SourceLeft * step;
        to = destination.Pointer + window.DestinationTop * toRow + (long)window.DestinationLeft * step;
        length = window.Width * step;
        rows = window.Height;
        rowsPerItem = Math.Max(1, FloatsPerItem / length);
        itemsPerPlane = (rows + rowsPerItem - 1) / rowsPerItem;
        adds = accumulate;
        int planes = source.Layout.IsPlanar ? source.Shape.Channels : source.Layout.ChannelBlocks;
        team.Run(this, planes * itemsPerPlane);
    }

    /// <inheritdoc/>
    public override void Execute(int item, int worker)
    {
        int plane = item / itemsPerPlane, first = item % itemsPerPlane * rowsPerItem;
        int end = Math.Min(rows, first + rowsPerItem);
        for (int row = first; row < end; row++)
        {
            float* source = from + plane * fromPlane + row * fromRow;
            float* target = to + plane * toPlane + row * toRow;
            if (adds)
                Add(source, target, length);
            else
                Buffer.MemoryCopy(source, target, (long)length * sizeof(float), (long)length * sizeof(float));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(float* source, float* target, int length)
    {
        int i = 0;
        for (; i + TLanes.Count <= length; i += TLanes.Count)
            TLanes.Store(TLanes.Add(TLanes.Load(target + i), TLanes.Load(source + i)), target + i);
        for (; i < length; i++)
            target[i] += source[i];
    }
}
