using System.Text;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// Reads the part of HDF5 that h5py writes by default and Keras therefore uses: superblock 0 or 1, groups
/// as symbol tables, version-1 object headers. Format: The HDF Group, "HDF5 File Format Specification
/// Version 3.0". Nothing is read twice through a loop of addresses: groups are visited once, depth and
/// counts are bounded.
/// </summary>
internal sealed class HdfFile
{
    private const int MaximumObjects = 100_000;

    private readonly ByteSource source;
    private readonly HashSet<ulong> visited = [];
    private readonly List<HdfDataset> datasets = [];

    private HdfFile(ByteSource source) => this.source = source;

    /// <summary>The signature of every HDF5 file.</summary>
    public static ReadOnlySpan<byte> Signature =>
        [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>Lists every dataset of the file.</summary>
    /// <exception cref="InputException">The file is damaged or uses newer structures.</exception>
    public static IReadOnlyList<HdfDataset> List(ByteSource source)
    {
        HdfFile file = new(source);
        SourceCursor cursor = new(source, Signature.Length);
        byte version = cursor.ReadByte();
        if (version > 1)
            throw HdfCursor.Unsupported(source, $"superblock version {version}");
        cursor.Skip(4);
        if (cursor.ReadByte() != 8 || cursor.ReadByte() != 8)
            throw HdfCursor.Unsupported(source, "addresses of other than 8 bytes");
        cursor.Skip(version == 0 ? 9 : 13);
        ulong baseAddress = cursor.ReadUInt64();
        if (baseAddress != 0)
            throw HdfCursor.Unsupported(source, "a base address");
        cursor.Skip(32); // free space, end of file, driver; then the name offset of the root's entry
        file.Visit(cursor.ReadUInt64(), "", 0);
        return file.datasets;
    }

    private void Visit(ulong headerAddress, string path, int depth)
    {
        if (!visited.Add(headerAddress))
            return;
        if (depth > ImportLimits.MaximumDepth || visited.Count > MaximumObjects)
            throw HdfCursor.Damaged(source, "its groups are nested too deeply or too many");
        HdfObjectHeader header = HdfObjectHeader.Read(source, headerAddress);
        if (header.SymbolTable is { } table)
            VisitTable(table.Tree, table.Heap, path, depth);
        else if (header.Dataset(path) is { } dataset)
            datasets.Add(dataset);
    }

    private void VisitTable(ulong tree, ulong heap, string path, int depth)
    {
        SourceCursor heapCursor = HdfCursor.At(source, heap, "HEAP"u8);
        heapCursor.Skip(4);
        ulong heapSize = heapCursor.ReadUInt64();
        heapCursor.Skip(8);
        ulong heapData = heapCursor.ReadUInt64();
        VisitNode(tree, new Heap(heapData, heapSize), path, depth);
    }

    private void VisitNode(ulong address, Heap heap, string path, int depth)
    {
        if (!visited.Add(address) || depth > ImportLimits.MaximumDepth)
            throw HdfCursor.Damaged(source, "its tree of names is circular or too deep");
        SourceCursor cursor = HdfCursor.At(source, address, "TREE"u8);
        if (cursor.ReadByte() != 0)
            throw HdfCursor.Damaged(source, $"the tree at byte {address} indexes no group");
        byte level = cursor.ReadByte();
        int count = cursor.ReadUInt16();
        cursor.Skip(16);
        for (int i = 0; i < count; i++)
        {
            cursor.Skip(8);
            ulong child = cursor.ReadUInt64();
            if (level > 0)
                VisitNode(child, heap, path, depth + 1);
            else
                VisitSymbols(child, heap, path, depth);
        }
    }

    private void VisitSymbols(ulong address, Heap heap, string path, int depth)
    {
        if (!visited.Add(address))
            throw HdfCursor.Damaged(source, $"two nodes share the names at byte {address}");
        SourceCursor cursor = HdfCursor.At(source, address, "SNOD"u8);
        cursor.Skip(2);
        int count = cursor.ReadUInt16();
        for (int i = 0; i < count; i++)
        {
            string name = ReadName(heap, cursor.ReadUInt64());
            ulong header = cursor.ReadUInt64();
            cursor.Skip(24);
            if (header != HdfCursor.Undefined)
                Visit(header, path.Length == 0 ? name : $"{path}/{name}", depth + 1);
        }
    }

    private string ReadName(Heap heap, ulong offset)
    {
        if (offset >= heap.Size || heap.Data >= (ulong)source.Length)
            throw HdfCursor.Damaged(source, $"a name lies outside its heap, at {offset}");
        SourceCursor cursor = HdfCursor.At(source, heap.Data + offset);
        StringBuilder name = new();
        for (byte next = cursor.ReadByte(); next != 0; next = cursor.ReadByte())
        {
            if (name.Length > 1024)
                throw HdfCursor.Damaged(source, "a name has no end");
            name.Append((char)next);
        }

        return name.ToString();
    }

    private readonly record struct Heap(ulong Data, ulong Size);
}
