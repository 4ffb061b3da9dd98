using System.Numerics;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// A fractal heap, where groups with many members keep their links: blocks in rows of <c>width</c>; the blocks of the first two rows have
/// the starting size, those of each further row twice the size of the row before, and beyond a limit a block is such a table itself.
/// </summary>
internal sealed class HdfFractalHeap
{
    private const int MaximumLevels = 16;

    private readonly ByteSource _source;
    private ulong _width, _startingSize, _largestBlock, _root;
    private int _addressSize, _rows;

    private HdfFractalHeap(ByteSource source) => _source = source;

    /// <summary>Reads a heap's header.</summary>
    public static HdfFractalHeap Read(ByteSource source, ulong address)
    {
        SourceCursor cursor = HdfCursor.At(source, address, "FRHP"u8);
        if (cursor.ReadByte() != 0)
            throw HdfCursor.Unsupported(source, "a heap of a newer version");
        cursor.Skip(2); // length of an identifier
        if (cursor.ReadUInt16() != 0)
            throw HdfCursor.Unsupported(source, "compressed groups");
        cursor.Skip(1 + 4 + 96); // flags, largest object, and counts of what is free, huge and tiny
        HdfFractalHeap heap = new(source)
        {
            _width = cursor.ReadUInt16(),
            _startingSize = cursor.ReadUInt64(),
            _largestBlock = cursor.ReadUInt64(),
            _addressSize = (cursor.ReadUInt16() + 7) / 8,
        };
        cursor.Skip(2);
        heap._root = cursor.ReadUInt64();
        heap._rows = cursor.ReadUInt16();
        return heap._width > 0 && heap._startingSize is > 0 and < 1 << 30 && heap._addressSize is > 0 and <= 8
            ? heap
            : throw HdfCursor.Damaged(source, $"the heap at byte {address} has blocks of size {heap._startingSize}");
    }

    /// <summary>A cursor at the object that an identifier names.</summary>
    public SourceCursor Find(ReadOnlySpan<byte> identifier)
    {
        const int kindMask = 0x30; // 0: in the blocks; others are too large or too small for them, which links are not
        if ((identifier[0] & kindMask) != 0 || identifier.Length <= _addressSize)
            throw HdfCursor.Unsupported(_source, "links outside the blocks of their heap");
        ulong offset = 0;
        for (int i = _addressSize; i > 0; i--)
            offset = offset << 8 | identifier[i];
        if (_rows == 0)
            return HdfCursor.At(_source, _root + offset);
        ulong block = _root;
        for (int level = 0; level < MaximumLevels; level++)
        {
            int row = offset < _startingSize * _width ? 0 : BitOperations.Log2(offset / (_startingSize * _width)) + 1;
            ulong size = row == 0 ? _startingSize : _startingSize << (row - 1);
            ulong inRow = offset - (row == 0 ? 0 : size * _width);
            SourceCursor cursor = HdfCursor.At(_source, block, "FHIB"u8);
            cursor.Skip(1 + 8 + _addressSize + 8 * (row * (long)_width + (long)(inRow / size)));
            block = cursor.ReadUInt64();
            offset = inRow % size;
            if (size <= _largestBlock)
                return HdfCursor.At(_source, block + offset);
        }

        throw HdfCursor.Damaged(_source, "a heap has no end");
    }
}
