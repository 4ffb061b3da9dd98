using System.Text;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// A byte string inside a pickle. It stays in the file until it is needed: it may be an array of 400 MB.
/// </summary>
internal sealed class PickleBytes
{
    private readonly ByteSource _source;
    private readonly long _offset;

    /// <summary>Refers to a range that the reader has checked.</summary>
    public PickleBytes(ByteSource source, long offset, long length)
    {
        _source = source;
        _offset = offset;
        Length = length;
    }

    /// <summary>How many they are.</summary>
    public long Length { get; }

    /// <summary>Reads the bytes.</summary>
    public byte[] Read() => _source.ReadBytes(_offset, Length);

    /// <summary>
    /// What a pickle of Python 2 means by text: a byte string there is a name here. Null where the value is
    /// no text, or longer than any name.
    /// </summary>
    public static string? TextOf(object? value) => value switch
    {
        string text => text,
        PickleBytes { Length: <= 4096 } bytes => Encoding.Latin1.GetString(bytes.Read()),
        _ => null,
    };
}
