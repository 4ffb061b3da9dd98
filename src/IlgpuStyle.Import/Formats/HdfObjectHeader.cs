using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>An object header of version 1 or 2: the messages that make an object a group or a dataset.</summary>
internal sealed class HdfObjectHeader
{
    private const int Dataspace = 1, LinkInfo = 2, DataType = 3, Link = 6, Layout = 8;
    private const int FilterPipeline = 11, Continuation = 16, SymbolTableType = 17;
    private const int MaximumBlocks = 256, MaximumMessages = 100_000, OlderPrefix = 8;

    private readonly ByteSource _source;
    private readonly Dictionary<int, SourceCursor> _messages = [];
    private readonly List<SourceCursor> _links = [];
    private readonly Queue<(ulong Address, ulong Size)> _blocks = [];
    private int _messageCount;

    private HdfObjectHeader(ByteSource source) => _source = source;

    /// <summary>The addresses of a group's tree and heap; null if the object is no group of the older kind.</summary>
    public (ulong Tree, ulong Heap)? SymbolTable { get; private set; }

    /// <summary>Reads the header and remembers where its messages lie.</summary>
    public static HdfObjectHeader Read(ByteSource source, ulong address)
    {
        HdfObjectHeader header = new(source);
        SourceCursor cursor = HdfCursor.At(source, address);
        byte version = cursor.ReadByte();
        if (version == 1)
            header.ReadOlder(cursor);
        else if (version == 'O')
            header.ReadNewer(address);
        else
            throw HdfCursor.Damaged(source, $"the object header at byte {address} has version {version}");
        if (header._messages.TryGetValue(SymbolTableType, out SourceCursor? table))
            header.SymbolTable = (table.ReadUInt64(), table.ReadUInt64());
        return header;
    }

    /// <summary>The dataset that the header describes, or null if it describes something else.</summary>
    public HdfDataset? Dataset(string path)
    {
        if (!_messages.TryGetValue(Dataspace, out SourceCursor? space)
            || !_messages.TryGetValue(Layout, out SourceCursor? layout)
            || !_messages.TryGetValue(DataType, out SourceCursor? type))
            return null;
        HdfMessages reader = new(_source, path);
        HdfDataset dataset = new() { Path = path, Shape = reader.ReadShape(space), DataType = HdfMessages.ReadType(type) };
        return reader.ReadLayout(layout, dataset) with
        {
            Filters = _messages.TryGetValue(FilterPipeline, out SourceCursor? filters) ? HdfMessages.ReadFilters(filters) : [],
        };
    }

    /// <summary>The members of a group of the newer kind: in the header while they are few, in a heap when they are many.</summary>
    public IEnumerable<HdfLink> Links()
    {
        foreach (SourceCursor link in _links)
            yield return HdfLink.Read(_source, link);
        if (!_messages.TryGetValue(LinkInfo, out SourceCursor? info))
            yield break;
        info.Skip(1);
        bool ordered = (info.ReadByte() & 1) != 0;
        info.Skip(ordered ? 8 : 0);
        ulong heapAddress = info.ReadUInt64();
        ulong treeAddress = info.ReadUInt64();
        if (heapAddress == HdfCursor.Undefined)
            yield break;
        HdfFractalHeap heap = HdfFractalHeap.Read(_source, heapAddress);
        foreach (byte[] record in HdfRecordTree.ReadLinks(_source, treeAddress))
            yield return HdfLink.Read(_source, heap.Find(record.AsSpan(sizeof(uint))));
    }

    private void ReadOlder(SourceCursor cursor)
    {
        cursor.Skip(7);
        uint size = cursor.ReadUInt32();
        cursor.Skip(4);
        _blocks.Enqueue(((ulong)cursor.Position, size));
        for (int block = 0; _blocks.TryDequeue(out (ulong Address, ulong Size) next); block++)
            ReadBlock(block, HdfCursor.At(_source, next.Address), next.Size, OlderPrefix);
    }

    private void ReadNewer(ulong address)
    {
        SourceCursor cursor = HdfCursor.At(_source, address, "OHDR"u8);
        if (cursor.ReadByte() != 2)
            throw HdfCursor.Unsupported(_source, "an object header of a version after 2");
        int flags = cursor.ReadByte();
        cursor.Skip(((flags & 32) != 0 ? 16 : 0) + ((flags & 16) != 0 ? 4 : 0)); // times, limits of attributes
        int prefix = (flags & 4) != 0 ? 6 : 4;
        ulong size = cursor.ReadNumber(1 << (flags & 3));
        ReadBlock(0, cursor, size, prefix);
        for (int block = 1; _blocks.TryDequeue(out (ulong Address, ulong Size) next); block++)
        {
            const int signatureAndChecksum = 8;
            SourceCursor content = HdfCursor.At(_source, next.Address, "OCHK"u8);
            ReadBlock(block, content, next.Size - Math.Min(next.Size, signatureAndChecksum), prefix);
        }
    }

    /// <summary>Reads one block of messages, each behind a prefix of 8 bytes (version 1) or of 4, or 6 with its order of
    /// creation.</summary>
    private void ReadBlock(int number, SourceCursor cursor, ulong size, int prefix)
    {
        if (number > MaximumBlocks)
            throw HdfCursor.Damaged(_source, "an object header has no end");
        if (size > (ulong)cursor.Remaining)
            throw HdfCursor.Damaged(_source, $"an object header at byte {cursor.Position} claims {size} bytes");
        long end = cursor.Position + (long)size;
        while (cursor.Position + prefix <= end)
        {
            int type = prefix == OlderPrefix ? cursor.ReadUInt16() : cursor.ReadByte();
            int length = cursor.ReadUInt16();
            int flags = cursor.ReadByte();
            cursor.Skip(prefix == OlderPrefix ? 3 : prefix - 4);
            Add(type, flags, HdfCursor.At(_source, (ulong)cursor.Position));
            cursor.Skip(length);
        }
    }

    private void Add(int type, int flags, SourceCursor content)
    {
        const int shared = 2;
        if (++_messageCount > MaximumMessages)
            throw HdfCursor.Damaged(_source, "an object header has too many messages");
        if (type == Continuation)
            _blocks.Enqueue((content.ReadUInt64(), content.ReadUInt64()));
        else if (type == Link)
            _links.Add(content);
        else if ((flags & shared) != 0 && type is Dataspace or DataType or FilterPipeline)
            throw HdfCursor.Unsupported(_source, "types that are stored apart from their dataset");
        else
            _messages.TryAdd(type, content);
    }
}
