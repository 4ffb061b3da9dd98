using System.Text;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>Keeps two workshops from working in one folder at the same time. The system ends it with the process, however that
/// ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _addressFile;
    private readonly string _formerFile;

    /// <summary>Takes the lock.</summary>
    /// <param name="folder">The workshop's folder for its own files.</param>
    /// <param name="shown">The folder as people know it.</param>
    /// <exception cref="InputException">Another workshop has it; the message says where that is.</exception>
    public FolderLock(string folder, string shown)
    {
        _addressFile = Path.Combine(folder, "address");
        _formerFile = Path.Combine(folder, "address-before");
        try
        {
            _file = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            string where = ReadAddress(_addressFile) is { Length: > 0 } address ? $": {address}" : "";
            throw new InputException($"'{shown}' is open in another studio{where}; end that one, or name another folder.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException($"'{shown}' cannot be written to: {e.Message.TrimEnd('.')}.", e);
        }

        // A workshop that was killed has left it where it was.
        FormerAddress = ReadAddress(_addressFile) is { Length: > 0 } left ? left : ReadAddress(_formerFile);
    }

    /// <summary>Where the workshop was when it was open last, with its secret; empty if that is not known.</summary>
    public string FormerAddress { get; }

    /// <summary>Tells other programs of this user, and of nobody else, where the workshop is.</summary>
    /// <param name="address">With its secret.</param>
    /// <exception cref="InputException">The disk does not allow it.</exception>
    public void Publish(string address) => FileFailure.Explain($"cannot write '{_addressFile}'", () =>
    {
        File.Delete(_addressFile);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using FileStream stream = new(_addressFile, options);
        stream.Write(Encoding.UTF8.GetBytes(address + "\n"));
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (File.Exists(_addressFile))
                File.Move(_addressFile, _formerFile, overwrite: true);
        }
        catch (Exception e) when (FileFailure.IsOne(e))
        {
            // An address that nobody answers at does no harm.
        }

        _file.Dispose();
    }

    private static string ReadAddress(string path)
    {
        try
        {
            return RegularFile.ReadText(path).Trim();
        }
        catch (Exception e) when (FileFailure.IsOne(e))
        {
            return "";
        }
    }
}
