namespace IlgpuStyle.Imaging;

/// <summary>The bytes of files, and the words for what is wrong with them.</summary>
internal static class FileBytes
{
    // Beyond every picture within the default limits (100 megapixels of 64 bits); beyond it only endless streams are.
    private const long MaxBytes = 1L << 30;

    /// <summary>A whole file.</summary>
    /// <exception cref="InputException">It is missing, unreadable or too large.</exception>
    public static byte[] Read(string path)
    {
        if (path.Length == 0)
            throw CannotRead(path, "expected the name of a file");
        if (Directory.Exists(path))
            throw CannotRead(path, "it is a folder");
        try
        {
            using FileStream stream = RegularFile.Open(path);
            return Read(stream, stream.CanSeek ? stream.Length : 0);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CannotRead(path, "there is no such file", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw CannotRead(path, "its permissions do not allow reading it", exception);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or InvalidDataException)
        {
            throw CannotRead(path, exception.Message, exception);
        }
    }

    /// <summary>What a file begins with, 64 KiB at most: enough to know its kind by.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[] Beginning(string path)
    {
        byte[] head = new byte[64 * 1024];
        using FileStream stream = RegularFile.Open(path);
        return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    /// <summary>For a picture that cannot be read.</summary>
    public static InputException CannotRead(string path, string reason, Exception? cause = null) =>
        new(Sentence($"cannot read picture '{path}': {reason}"), cause);

    /// <summary>For a picture that cannot be written.</summary>
    public static InputException CannotWrite(string path, string reason, Exception? cause = null) =>
        new(Sentence($"cannot write picture '{path}': {reason}"), cause);

    /// <summary>What is left of a stream.</summary>
    /// <param name="stream">Stays open.</param>
    /// <param name="length">Its length; 0 if it does not know.</param>
    /// <param name="most">The most bytes that are taken.</param>
    /// <exception cref="InvalidDataException">It is too large.</exception>
    public static byte[] Read(Stream stream, long length, long most = MaxBytes)
    {
        if (length > 0 && length <= most)
        {
            byte[] whole = new byte[length];
            stream.ReadExactly(whole);
            return whole;
        }

        using var bytes = new MemoryStream();
        byte[] block = new byte[64 * 1024];
        for (int read; (read = stream.Read(block)) > 0; bytes.Write(block, 0, read))
        {
            if (bytes.Length > most)
                throw new InvalidDataException($"it is larger than {most >> 20} MiB");
        }

        return bytes.ToArray();
    }

    // Other people's messages end in a full stop, or in a line's end.
    private static string Sentence(string text) => text.TrimEnd('.', ' ', '\r', '\n') + ".";
}
