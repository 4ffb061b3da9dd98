using System.Diagnostics;
using System.Globalization;
using IlgpuStyle.Imaging;
using Xunit.Abstractions;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>
/// Damaged files end as a picture or as an <see cref="InputException"/> of one line, and as nothing else. ISTYLE_FUZZ_CASES asks for more
/// cases of each file than the 200 of every day; such a run is one of its own, and then no case may last 5 s or take more memory than its
/// header promises (<see cref="PictureFile.BytesToRead"/>).
/// </summary>
public sealed class ImageFileFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20240607;

    // What the collector leaves lying between two cases, and the allocators of ImageMagick and its codecs keep.
    private const long Slack = 32L << 20;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    private static readonly bool s_isAlone = int.TryParse(
        Environment.GetEnvironmentVariable("ISTYLE_FUZZ_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out s_cases);

    private static readonly int s_cases;

    // Keeps sizes that a mutated header may name small enough for thousands of cases.
    private static readonly ImageLimits s_limits = s_isAlone ? ImageLimits.Default : new(1 << 18, 4096);

    private static readonly byte[] s_p3 = CodedColors.Profile(12, 13)!;

    [Fact]
    public void Read_MutatedFiles_OnlyInputExceptionEscapes()
    {
        int cases = s_isAlone ? s_cases : 200, total = 0;
        foreach ((string name, byte[] file, ImageSize _) in TestFiles.All())
        {
            var random = new Random(Seed);
            (int read, long most, TimeSpan longest) = (0, 0, TimeSpan.Zero);
            for (int i = 0; i < cases; i++)
            {
                byte[] mutated = Mutate(file, random);
                if (name.StartsWith("png", StringComparison.Ordinal) && (i & 1) == 0)
                    TestImages.RepairChecksums(mutated);
                // A profile that is wanted sends plain files to ImageMagick too.
                PictureReading reading = new() { Alpha = AlphaMode.Keep, Profile = i % 4 < 2 ? null : s_p3 };
                string description = $"{name}, case {i}: {Convert.ToHexString(mutated)}";
                long before = s_isAlone ? ProcessMemory.ResetPeak() : 0, start = Stopwatch.GetTimestamp();
                (bool isRead, long promised) = Read(mutated, reading, description);
                TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
                read += isRead ? 1 : 0;
                longest = elapsed > longest ? elapsed : longest;
                if (!s_isAlone)
                    continue;
                long grown = ProcessMemory.Peak() - before;
                most = Math.Max(most, grown);
                Assert.True(elapsed < s_longest, $"{elapsed.TotalSeconds:0.0} s: {description}");
                Assert.True(grown <= promised + Slack, $"{grown >> 20} MiB, promised {promised >> 20}: {description}");
            }

            total += cases;
            output.WriteLine($"| {name} | {cases} | {read} | {longest.TotalMilliseconds:0} | {most >> 20} |");
        }

        output.WriteLine($"{total} cases, seed {Seed} for each file; columns: file, cases, read, ms and MiB of the worst");
    }

    /// <summary>Whether it was read, and what its header promised to need.</summary>
    private static (bool IsRead, long Promised) Read(byte[] bytes, PictureReading reading, string description)
    {
        long promised = 0;
        Exception? exception = Record.Exception(() =>
        {
            PictureFile picture = PictureFile.Open(bytes, "case", s_limits);
            promised = picture.BytesToRead(reading);
            picture.Read(reading);
        });
        Assert.True(exception is null or InputException, $"{description}: {exception}");
        Assert.False(exception?.Message.Any(char.IsControl) ?? false, description);
        return (exception is null, promised);
    }

    private static byte[] Mutate(byte[] file, Random random)
    {
        byte[] result = (byte[])file.Clone();
        int changes = 1 + random.Next(4);
        for (int i = 0; i < changes; i++)
        {
            // Half of the changes hit the first 64 bytes, where the headers are.
            int offset = random.Next(random.Next(2) == 0 ? Math.Min(64, result.Length) : result.Length);
            result[offset] = random.Next(4) switch
            {
                0 => 0,
                1 => 0xFF,
                2 => (byte)(result[offset] ^ (1 << random.Next(8))),
                _ => (byte)random.Next(256),
            };
        }

        return random.Next(4) switch
        {
            0 => result[..random.Next(result.Length)],
            1 => [.. result[..(result.Length / 2)], .. result[random.Next(result.Length)..]],
            _ => result,
        };
    }
}
