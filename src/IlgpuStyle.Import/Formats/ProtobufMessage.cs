using System.Text;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// A protobuf message as a range of a file: enough of the wire format
/// (https://protobuf.dev/programming-guides/encoding) to find arrays without a schema compiler and without
/// loading a 550 MB message.
/// </summary>
/// <param name="Source">The file.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
internal sealed record ProtobufMessage(ByteSource Source, long Offset, long Length)
{
    /// <summary>The fields in order.</summary>
    /// <exception cref="InputException">The message is damaged.</exception>
    public IEnumerable<ProtobufField> Fields()
    {
        SourceCursor cursor = new(Source, Offset);
        long end = Offset + Length;
        while (cursor.Position < end)
        {
            ulong key = ReadVarint(cursor, end);
            int kind = (int)(key & 7);
            if (key >> 3 is 0 or > int.MaxValue)
                throw Damaged(cursor);
            int number = (int)(key >> 3);
            if (kind == 2)
            {
                ulong length = ReadVarint(cursor, end);
                if (length > (ulong)(end - cursor.Position))
                    throw Damaged(cursor);
                yield return new ProtobufField(number, kind, 0, cursor.Position, (long)length);
                cursor.Skip((long)length);
            }
            else
            {
                yield return new ProtobufField(number, kind, ReadNumber(cursor, kind, end), 0, 0);
            }
        }
    }

    /// <summary>The content of a field as a message.</summary>
    public ProtobufMessage Message(ProtobufField field) => new(Source, field.Offset, field.Length);

    /// <summary>The content of a field as text.</summary>
    public string Text(ProtobufField field)
    {
        if (field.Length > 4096)
            throw new InputException(
                $"'{Source.DisplayName}' is damaged: a name of {field.Length} bytes at offset "
                + $"{field.Offset}.");
        return Encoding.UTF8.GetString(Source.ReadBytes(field.Offset, field.Length));
    }

    /// <summary>The varints of a repeated integer field, packed or not.</summary>
    public IEnumerable<long> Integers(ProtobufField field)
    {
        if (field.Kind == 0)
        {
            yield return (long)field.Value;
            yield break;
        }

        SourceCursor cursor = new(Source, field.Offset);
        while (cursor.Position < field.Offset + field.Length)
            yield return (long)ReadVarint(cursor, field.Offset + field.Length);
    }

    private ulong ReadNumber(SourceCursor cursor, int kind, long end)
    {
        int size = kind switch { 1 => 8, 5 => 4, 0 => 0, _ => throw Damaged(cursor) };
        if (cursor.Position + size > end)
            throw Damaged(cursor);
        return kind switch
        {
            1 => cursor.ReadUInt64(),
            5 => cursor.ReadUInt32(),
            _ => ReadVarint(cursor, end),
        };
    }

    private ulong ReadVarint(SourceCursor cursor, long end)
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (cursor.Position >= end)
                break;
            byte next = cursor.ReadByte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }

        throw Damaged(cursor);
    }

    private InputException Damaged(SourceCursor cursor) =>
        new($"'{Source.DisplayName}' is truncated or damaged: no protobuf field at byte {cursor.Position}.");
}
