using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Imaging;
using Xunit.Abstractions;

namespace IlgpuStyle.Tests.Fuzz;

/// <summary>
/// Damaged pictures of every format: read or refused; where nothing else runs, none takes more memory than its header promises
/// (<see cref="PictureFile.BytesToRead"/>).
/// </summary>
public sealed class PictureFuzzTests(ITestOutputHelper output)
{
    // What the collector leaves lying between two cases, and the allocators of ImageMagick and its codecs keep.
    private const long Slack = 32L << 20;

    // Keeps sizes that a mutated header may name small enough for thousands of cases.
    private static readonly ImageLimits s_limits = FuzzRun.IsAlone ? ImageLimits.Default : new(1 << 18, 4096);

    private static readonly byte[] s_p3 = CodedColors.Profile(12, 13)!;

    public static TheoryData<string> Formats() => [.. TestFiles.All().Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_MutatedFile_ReadsOrRefuses(string format)
    {
        byte[] original = TestFiles.All().First(file => file.Name == format).File;
        FuzzRun run = new($"picture, {format}", 51, output);
        int made = 0;
        run.Each(
            () =>
            {
                byte[] bytes = Mutation.Bytes(original, run.Random);
                if (format.StartsWith("png", StringComparison.Ordinal) && run.Random.Next(2) == 0)
                    TestImages.RepairChecksums(bytes);
                return bytes;
            },
            // A profile that is wanted sends plain files to ImageMagick too.
            bytes => IsRead(bytes, new PictureReading { Alpha = AlphaMode.Keep, Profile = ++made % 2 == 0 ? null : s_p3 }));
    }

    private static bool IsRead(byte[] bytes, PictureReading reading)
    {
        long promised = 0, before = FuzzRun.IsAlone ? ProcessMemory.ResetPeak() : 0;
        bool isRead = FuzzRun.IsRead(() =>
        {
            PictureFile picture = PictureFile.Open(bytes, "case", s_limits);
            promised = picture.BytesToRead(reading);
            picture.Read(reading);
        });
        long grown = FuzzRun.IsAlone ? ProcessMemory.Peak() - before : 0;
        Assert.True(grown <= promised + Slack, $"{grown >> 20} MiB, promised {promised >> 20}");
        return isRead;
    }
}
