using IlgpuStyle.Imaging;

namespace IlgpuStyle;

/// <summary>A picture wherever it is: a path, a stream, the bytes of a file, or pixels.</summary>
public sealed class PictureSource
{
    private readonly Func<RgbImage> _read;

    private PictureSource(Func<RgbImage> read) => _read = read;

    /// <summary>A picture file.</summary>
    public static implicit operator PictureSource(string path) => new(() => ImageFile.Read(path, AlphaMode.Keep));

    /// <summary>The bytes of a picture file.</summary>
    public static implicit operator PictureSource(byte[] file) => new(() => ImageFile.Read(file, "picture", AlphaMode.Keep));

    /// <summary>A stream that holds a picture file from its position on; read to its end, not closed.</summary>
    public static implicit operator PictureSource(Stream stream) => new(() =>
    {
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return ImageFile.Read(copy.ToArray(), "picture", AlphaMode.Keep);
    });

    /// <summary>Pixels.</summary>
    public static implicit operator PictureSource(RgbImage picture) => new(() => picture);

    /// <summary>The pixels.</summary>
    /// <exception cref="InputException">It is no picture that can be read.</exception>
    internal RgbImage Read() => _read();
}
