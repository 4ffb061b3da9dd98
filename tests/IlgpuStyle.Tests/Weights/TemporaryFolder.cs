namespace IlgpuStyle.Tests.Weights;

/// <summary>A folder of its own for one test, removed afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ilgpustyle-test-");

    public string this[string fileName] => System.IO.Path.Combine(_folder.FullName, fileName);

    public string Path => _folder.FullName;

    public string Write(string fileName, ReadOnlySpan<byte> bytes)
    {
        string path = this[fileName];
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
