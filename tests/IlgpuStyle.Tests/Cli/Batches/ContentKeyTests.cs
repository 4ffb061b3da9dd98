using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Cli.Batches;

/// <summary>What of a run's settings counts for its picture: bytes of files, not their names; values, not the device.</summary>
public sealed class ContentKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ContentKey_Files_DependsOnBytesAndNotOnPlaces()
    {
        string key = KeyOf(Pair(Make("here", "one", "two"), ""));
        Assert.Equal(key, KeyOf(Pair(Make("there", "one", "two"), "")));
        Assert.NotEqual(key, KeyOf(Pair(Make("other", "ONE", "two"), "")));
        Assert.NotEqual(key, KeyOf(Pair(Make("other", "one", "TWO"), "")));
        Assert.NotEqual(key, KeyOf(Pair(Make("here", "one", "two"), ":2")));
    }

    [Fact]
    public void ContentKey_SettingsOfThePicture_Count()
    {
        SettingValues pair = Pair(Make("here", "one", "two"), "");
        string key = KeyOf(pair);
        Assert.NotEqual(key, KeyOf(pair.With(LookSettings.StyleWeight, "3")));
        Assert.NotEqual(key, KeyOf(pair.With(InputSettings.Pin, pair.Get(InputSettings.Photo)!)));
        Assert.NotEqual(key, KeyOf(pair, new StyleTransferOptions { Size = 333 }));
        Assert.NotEqual(key, KeyOf(pair, weights: new string('1', 64)));
    }

    [Fact]
    public void ContentKey_PlacesAndDevices_DoNotCount()
    {
        SettingValues pair = Pair(Make("here", "one", "two"), "");
        SettingValues elsewhere = pair.With(FileSettings.Output, "b.png").With(MachineSettings.Backend, "simd")
            .With(MachineSettings.Tile, "128")
            .With(MachineSettings.Threads, "1").With(FileSettings.PrintLosses, "true").With(MachineSettings.Memory, "2GB");
        Assert.Equal(KeyOf(pair), KeyOf(elsewhere, new StyleTransferOptions { KeepsOnHost = true }));
    }

    private static SettingValues Pair(string folder, string weight) => new SettingValues(RunKind.Transfer)
        .With(InputSettings.Photo, Path.Combine(folder, "a")).With(InputSettings.Painting, Path.Combine(folder, "b") + weight)
        .With(FileSettings.Output, "a.png");

    private static string KeyOf(SettingValues values, StyleTransferOptions? options = null, string? weights = null) =>
        RunSpec.Of(values, weights ?? new string('0', 64), new FileHashes()).ContentKey(options ?? new StyleTransferOptions());

    private string Make(string name, string a, string b)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "a"), a);
        File.WriteAllText(Path.Combine(folder, "b"), b);
        return folder;
    }
}
