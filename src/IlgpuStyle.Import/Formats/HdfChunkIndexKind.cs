namespace IlgpuStyle.Import.Formats;

/// <summary>How a dataset says where its chunks lie; the numbers are those of layout message 4.</summary>
internal enum HdfChunkIndexKind
{
    /// <summary>A B-tree of version 1, the only kind of layout message 3.</summary>
    Tree = 0,

    /// <summary>There is one chunk.</summary>
    Single = 1,

    /// <summary>The chunks lie one behind the other.</summary>
    Implicit = 2,

    /// <summary>An array of addresses: the dataset cannot grow.</summary>
    FixedArray = 3,
}
