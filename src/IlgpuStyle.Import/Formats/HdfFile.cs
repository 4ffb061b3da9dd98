using System.Text;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// Reads the part of HDF5 that weights are written in: superblocks 0 to 3, groups as symbol tables, as links in their header and as links
/// in a heap. Format: The HDF Group, "HDF5 File Format Specification Version 3.0". Nothing is read twice through a loop of addresses:
/// groups are visited once, depth and counts are bounded. No other file is ever opened: links to one and virtual datasets are not followed.
/// </summary>
/// <remarks>
/// Why not a library: PureHDF 2.2.0 (MIT, one assembly of 956 KB) was tried behind the same limits. Listing a group resolves its links,
/// and an external link opens whatever path the file names, as does a list of external data files on reading, with nothing to turn it off:
/// the path of a named pipe stops the program for good. Of 18,000 mutated fixtures 12 made it allocate more than 256 MiB, the worst 1.9 GiB
/// from 12 KB (here at most 14 MiB), because it makes arrays as large as a header says before it reads them. It tests the mask of skipped
/// filters one bit beside its place, which can give wrong numbers without an error, and finds no file behind a user block of 1024 bytes.
/// </remarks>
internal sealed class HdfFile
{
    private const int MaximumObjects = 100_000;

    private readonly ByteSource _source;
    private readonly HashSet<ulong> _visited = [];
    private readonly List<HdfDataset> _datasets = [];
    private int _names;

    private HdfFile(ByteSource source) => _source = source;

    /// <summary>Lists every dataset of the file.</summary>
    /// <exception cref="InputException">The file is damaged or uses newer structures.</exception>
    public static IReadOnlyList<HdfDataset> List(HdfSource source)
    {
        HdfFile file = new(source);
        SourceCursor cursor = HdfCursor.At(source, (ulong)HdfSource.Signature.Length);
        byte version = cursor.ReadByte();
        if (version > 3)
            throw HdfCursor.Unsupported(source, $"superblock version {version}");
        cursor.Skip(version < 2 ? 4 : 0);
        if (cursor.ReadByte() != 8 || cursor.ReadByte() != 8)
            throw HdfCursor.Unsupported(source, "addresses of other than 8 bytes");
        cursor.Skip(version switch { 0 => 9, 1 => 13, _ => 1 }); // sizes of tree nodes, flags
        cursor.Skip(version < 2 ? 40 : 24); // base, free space or extension, end of file, driver, name of the root
        file.Visit(cursor.ReadUInt64(), "", 0);
        return file._datasets;
    }

    private void Visit(ulong headerAddress, string path, int depth)
    {
        if (headerAddress == HdfCursor.Undefined || !_visited.Add(headerAddress))
            return;
        if (depth > ImportLimits.MaximumDepth)
            throw HdfCursor.Damaged(_source, "its groups are nested too deeply");
        HdfObjectHeader header = HdfObjectHeader.Read(_source, headerAddress);
        if (header.SymbolTable is { } table)
            VisitTable(table.Tree, table.Heap, path, depth);
        else if (header.Dataset(path) is { } dataset)
            _datasets.Add(dataset);
        else
        {
            foreach (HdfLink link in header.Links())
                VisitMember(link.Name, link.Address, path, depth);
        }
    }

    private void VisitMember(string name, ulong headerAddress, string path, int depth)
    {
        if (++_names > MaximumObjects)
            throw HdfCursor.Damaged(_source, $"it has more than {MaximumObjects} names");
        Visit(headerAddress, path.Length == 0 ? name : $"{path}/{name}", depth + 1);
    }

    private void VisitTable(ulong tree, ulong heap, string path, int depth)
    {
        SourceCursor heapCursor = HdfCursor.At(_source, heap, "HEAP"u8);
        heapCursor.Skip(4);
        ulong heapSize = heapCursor.ReadUInt64();
        heapCursor.Skip(8);
        ulong heapData = heapCursor.ReadUInt64();
        VisitNode(tree, new Heap(heapData, heapSize), path, depth);
    }

    private void VisitNode(ulong address, Heap heap, string path, int depth)
    {
        if (!_visited.Add(address) || depth > ImportLimits.MaximumDepth)
            throw HdfCursor.Damaged(_source, "its tree of names is circular or too deep");
        SourceCursor cursor = HdfCursor.At(_source, address, "TREE"u8);
        if (cursor.ReadByte() != 0)
            throw HdfCursor.Damaged(_source, $"the tree at byte {address} indexes no group");
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
        if (!_visited.Add(address))
            throw HdfCursor.Damaged(_source, $"two nodes share the names at byte {address}");
        SourceCursor cursor = HdfCursor.At(_source, address, "SNOD"u8);
        cursor.Skip(2);
        int count = cursor.ReadUInt16();
        for (int i = 0; i < count; i++)
        {
            string name = ReadName(heap, cursor.ReadUInt64());
            ulong header = cursor.ReadUInt64();
            cursor.Skip(24);
            VisitMember(name, header, path, depth);
        }
    }

    private string ReadName(Heap heap, ulong offset)
    {
        if (offset >= heap.Size || heap.Data >= (ulong)_source.Length)
            throw HdfCursor.Damaged(_source, $"a name lies outside its heap, at {offset}");
        SourceCursor cursor = HdfCursor.At(_source, heap.Data + offset);
        StringBuilder name = new();
        for (byte next = cursor.ReadByte(); next != 0; next = cursor.ReadByte())
        {
            if (name.Length > HdfLink.MaximumNameLength)
                throw HdfCursor.Damaged(_source, "a name has no end");
            name.Append((char)next);
        }

        return name.ToString();
    }

    private readonly record struct Heap(ulong Data, ulong Size);
}
