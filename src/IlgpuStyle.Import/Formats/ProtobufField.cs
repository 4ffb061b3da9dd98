namespace IlgpuStyle.Import.Formats;

/// <summary>One field of a protobuf message, where it lies in the file.</summary>
/// <param name="Number">The field's number in its schema.</param>
/// <param name="Kind">The wire type: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes.</param>
/// <param name="Value">The number, for wire types 0, 1 and 5.</param>
/// <param name="Offset">First byte of the content, for wire type 2.</param>
/// <param name="Length">Bytes of the content, for wire type 2.</param>
internal readonly record struct ProtobufField(int Number, int Kind, ulong Value, long Offset, long Length)
{
    /// <summary>
    /// Whether this is field <paramref name="number"/> with bytes, text, a message or packed numbers.
    /// </summary>
    public bool IsBytes(int number) => Number == number && Kind == 2;
}
