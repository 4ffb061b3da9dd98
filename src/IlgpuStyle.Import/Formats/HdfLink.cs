using System.Text;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>A link message: a name in a group and the object that it names.</summary>
/// <param name="Name">The name.</param>
/// <param name="Address">The object's header; <see cref="HdfCursor.Undefined"/> for links to a path or to another file.</param>
internal readonly record struct HdfLink(string Name, ulong Address)
{
    /// <summary>Longest name that is read.</summary>
    public const int MaximumNameLength = 1024;

    /// <summary>Reads the message.</summary>
    public static HdfLink Read(ByteSource source, SourceCursor cursor)
    {
        if (cursor.ReadByte() != 1)
            throw HdfCursor.Damaged(source, $"the link at byte {cursor.Position - 1} is none");
        int flags = cursor.ReadByte();
        bool isHard = (flags & 8) == 0 || cursor.ReadByte() == 0;
        cursor.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0)); // order of creation, character set
        ulong length = cursor.ReadNumber(1 << (flags & 3));
        if (length > MaximumNameLength)
            throw HdfCursor.Damaged(source, "a name has no end");
        string name = Encoding.UTF8.GetString(cursor.ReadBytes((long)length));
        return new HdfLink(name, isHard ? cursor.ReadUInt64() : HdfCursor.Undefined);
    }
}
