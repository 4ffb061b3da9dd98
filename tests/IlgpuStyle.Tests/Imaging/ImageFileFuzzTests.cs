using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>
/// Damaged files end as a picture or as an <see cref="InputException"/> of one line, and as nothing else.
/// </summary>
public sealed class ImageFileFuzzTests
{
    private const int CasesPerFile = 200;

    // Keeps sizes that a mutated header may name small enough for thousands of cases.
    private static readonly ImageLimits s_limits = new(1 << 18, 4096);

    [Fact]
    public void Read_MutatedFiles_OnlyInputExceptionEscapes()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(20240607);
        foreach ((string name, byte[] file, ImageSize _) in TestFiles.All())
        {
            for (int i = 0; i < CasesPerFile; i++)
            {
                byte[] mutated = Mutate(file, random);
                if (name.StartsWith("png", StringComparison.Ordinal) && (i & 1) == 0)
                    TestImages.RepairChecksums(mutated);
                string path = folder.Write("case", mutated);
                Exception? exception = Record.Exception(() => ImageFile.Read(path, AlphaMode.Keep, s_limits));
                if (exception is null)
                    continue;
                string description = $"{name}, case {i}: {Convert.ToHexString(mutated)}: {exception}";
                Assert.True(exception is InputException, description);
                Assert.False(exception.Message.Any(char.IsControl), description);
            }
        }
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
