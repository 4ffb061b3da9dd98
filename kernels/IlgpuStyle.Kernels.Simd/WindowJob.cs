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

    private float* _from;
    private float* _to;
    private long _fromRow, _fromPlane;
    private long _toRow, _toPlane;
    private int _rows, _rowsPerItem, _itemsPerPlane, _length;
    private bool _adds;

    /// <summary>Runs one operation.</summary>
    public void Run(
        WorkerTeam team, SimdTensor source, SimdTensor destination, WindowGeometry window, bool accumulate)
    {
        int step = source.Layout.PositionStride;
        _fromRow = (long)source.Shape.Width * step;
        _toRow = (long)destination.Shape.Width * step;
        _fromPlane = source.Shape.Height * _fromRow;
        _toPlane = destination.Shape.Height * _toRow;
        _from = source.Pointer + window.SourceTop * _fromRow + (long)window.SourceLeft * step;
        _to = destination.Pointer + window.DestinationTop * _toRow + (long)window.DestinationLeft * step;
        _length = window.Width * step;
        _rows = window.Height;
        _rowsPerItem = Math.Max(1, FloatsPerItem / _length);
        _itemsPerPlane = (_rows + _rowsPerItem - 1) / _rowsPerItem;
        _adds = accumulate;
        int planes = source.Layout.IsPlanar ? source.Shape.Channels : source.Layout.ChannelBlocks;
        team.Run(this, planes * _itemsPerPlane);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        int plane = item / _itemsPerPlane, first = item % _itemsPerPlane * _rowsPerItem;
        int end = Math.Min(_rows, first + _rowsPerItem);
        for (int row = first; row < end; row++)
        {
            float* source = _from + plane * _fromPlane + row * _fromRow;
            float* target = _to + plane * _toPlane + row * _toRow;
            if (_adds)
                VectorSum<TLanes, TVector>.Add(source, target, _length);
            else
                Buffer.MemoryCopy(source, target, (long)_length * sizeof(float), (long)_length * sizeof(float));
        }
    }
}
