using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>A B-tree of version 2: records of one size in leaves and between the children of inner nodes.</summary>
internal sealed class HdfRecordTree
{
    private const int LinksByName = 5, MaximumRecords = 100_000, MaximumLevels = 8, FixedBytes = 10;

    private readonly ByteSource _source;
    private readonly int _nodeSize, _recordSize, _countSize;
    private readonly int[] _totalSizes;
    private readonly HashSet<ulong> _visited = [];
    private readonly List<byte[]> _records = [];

    private HdfRecordTree(ByteSource source, int nodeSize, int recordSize, int levels)
    {
        _source = source;
        _nodeSize = nodeSize;
        _recordSize = recordSize;
        ulong total = (ulong)((nodeSize - FixedBytes) / recordSize);
        _countSize = HdfCursor.SizeOfNumber(total);
        _totalSizes = new int[levels + 1];
        for (int level = 1; level <= levels; level++)
        {
            int pointer = 8 + _countSize + _totalSizes[level - 1];
            ulong most = (ulong)Math.Max(0, (nodeSize - FixedBytes - pointer) / (recordSize + pointer));
            total = (most + 1) * total + most;
            _totalSizes[level] = HdfCursor.SizeOfNumber(total);
        }
    }

    /// <summary>The records of an index of links by name: a hash of 4 bytes, then the link's place in the heap.</summary>
    public static IReadOnlyList<byte[]> ReadLinks(ByteSource source, ulong address)
    {
        SourceCursor cursor = HdfCursor.At(source, address, "BTHD"u8);
        byte version = cursor.ReadByte();
        byte type = cursor.ReadByte();
        uint nodeSize = cursor.ReadUInt32();
        int recordSize = cursor.ReadUInt16();
        int levels = cursor.ReadUInt16();
        cursor.Skip(2);
        ulong root = cursor.ReadUInt64();
        int count = cursor.ReadUInt16();
        if (version != 0 || type != LinksByName || nodeSize is < 64 or > 1 << 20 || recordSize is < 6 or > 40 || levels > MaximumLevels)
            throw HdfCursor.Damaged(source, $"the index of links at byte {address} is none");
        HdfRecordTree tree = new(source, (int)nodeSize, recordSize, levels);
        if (count > 0)
            tree.Visit(root, count, levels);
        return tree._records;
    }

    private void Visit(ulong address, int count, int level)
    {
        if (!_visited.Add(address) || FixedBytes + (long)count * _recordSize > _nodeSize || _records.Count + count > MaximumRecords)
            throw HdfCursor.Damaged(_source, $"the index of links at byte {address} is circular or too large");
        SourceCursor cursor = HdfCursor.At(_source, address, level == 0 ? "BTLF"u8 : "BTIN"u8);
        cursor.Skip(2);
        for (int i = 0; i < count; i++)
            _records.Add(cursor.ReadBytes(_recordSize));
        for (int child = 0; level > 0 && child <= count; child++)
        {
            ulong node = cursor.ReadUInt64();
            int inside = (int)Math.Min(cursor.ReadNumber(_countSize), int.MaxValue);
            cursor.Skip(_totalSizes[level - 1]);
            Visit(node, inside, level - 1);
        }
    }
}
