using System.Diagnostics;
using System.Globalization;
using IlgpuStyle.Import;
using IlgpuStyle.Import.Formats;
using IlgpuStyle.Tests.Weights;
using IlgpuStyle.Weights;
using Xunit.Abstractions;

namespace IlgpuStyle.Tests.Import;

/// <summary>
/// Seeded mutations of every fixture: an importer either reads the file or refuses it with
/// <see cref="InputException"/>; it never throws anything else, never allocates what a number merely
/// claims, and ends soon. ISTYLE_FUZZ_CASES asks for more cases of each file than the 200 of every day.
/// </summary>
public sealed class ImporterFuzzTests
{
    private const long MaximumAllocation = 256L << 20;

    private static readonly int s_casesPerFile =
        int.TryParse(Environment.GetEnvironmentVariable("ISTYLE_FUZZ_CASES"), CultureInfo.InvariantCulture, out int cases) ? cases : 200;

    private static readonly ImportOptions s_options =
        new() { Family = WeightsFamily.Caffe, SourceChannelOrder = ChannelOrder.Rgb, FlippedKernels = false };

    private readonly ITestOutputHelper _output;

    public ImporterFuzzTests(ITestOutputHelper output) => _output = output;

    public static TheoryData<string> Fixtures() =>
        [.. FixtureNetwork.FileNames().Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Read_MutatedFile_ReadsOrRefuses(string file)
    {
        byte[] original = File.ReadAllBytes(FixtureNetwork.File(file));
        int seed = file.Sum(character => character);
        Random random = new(seed);
        int refused = 0;
        long most = 0;
        TimeSpan longest = TimeSpan.Zero;
        for (int i = 0; i < s_casesPerFile; i++)
        {
            byte[] bytes = Mutate(original, random);
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            refused += ReadAll(bytes) ? 0 : 1;
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            Assert.True(allocated < MaximumAllocation, $"case {i} of {file} allocated {allocated} bytes");
            most = Math.Max(most, allocated);
            longest = elapsed > longest ? elapsed : longest;
        }

        _output.WriteLine($"{file}: seed {seed}, {s_casesPerFile} cases, {refused} refused, at most {most >> 10} KiB allocated and "
            + $"{longest.TotalMilliseconds:0} ms for one");
        Assert.InRange(refused, 1, s_casesPerFile);
    }

    [Fact]
    public void Read_MutatedSafetensors_ReadsOrRefuses()
    {
        using TemporaryFolder folder = new();
        string path = folder["network"];
        SafetensorsWriter.Write(
            path, new Dictionary<string, string> { ["family"] = "caffe" }, FixtureNetwork.Vgg(2, 2)
            .Select(layer => new SafetensorsTensor(
                layer.Layer + ".weight", [layer.OutputChannels, layer.InputChannels, 3, 3], layer.Weights)));
        byte[] original = File.ReadAllBytes(path);
        Random random = new(4);
        int refused = 0;
        for (int i = 0; i < 5 * s_casesPerFile; i++)
            refused += ReadAll(Mutate(original, random)) ? 0 : 1;
        Assert.InRange(refused, 1, 5 * s_casesPerFile);
    }

    /// <summary>Each tensor by itself, then the whole way that a user's file goes.</summary>
    private static bool ReadAll(byte[] bytes)
    {
        bool isRead = TryRead(() =>
        {
            using ByteSource source = ByteSource.Wrap(bytes, "fuzz");
            foreach (ImportedTensor tensor in WeightsImporters.Find(source).Read(source).Tensors)
                TryRead(() => tensor.Read("fuzz"));
        });
        return isRead & TryRead(() => WeightsImport.Read(new MemoryStream(bytes), "fuzz", s_options).Dispose());
    }

    private static bool TryRead(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (InputException exception)
        {
            Assert.DoesNotContain(exception.Message, char.IsControl);
            return false;
        }
    }

    /// <summary>
    /// Flips, sets, cuts, repeats or inserts; mostly near the front, where the structure is.
    /// </summary>
    private static byte[] Mutate(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        int changes = 1 + random.Next(6);
        for (int change = 0; change < changes; change++)
        {
            int range = random.Next(3) == 0 ? bytes.Count : Math.Min(bytes.Count, 2048);
            int position = range == 0 ? 0 : random.Next(range);
            switch (random.Next(6))
            {
                case 0 when bytes.Count > 0:
                    bytes[position] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when bytes.Count > 0:
                    bytes[position] = (byte)random.Next(256);
                    break;
                case 2 when bytes.Count > 0:
                    bytes[position] = (byte)(random.Next(2) == 0 ? 0xff : 0);
                    break;
                case 3:
                    bytes.RemoveRange(position, Math.Min(bytes.Count - position, 1 + random.Next(8)));
                    break;
                case 4:
                    bytes.InsertRange(
                        position, Enumerable.Repeat((byte)random.Next(256), 1 + random.Next(8)));
                    break;
                default:
                    for (int i = position; i < Math.Min(bytes.Count, position + 8); i++)
                        bytes[i] = 0xff;
                    break;
            }
        }

        if (random.Next(8) == 0)
        {
            int length = random.Next(bytes.Count + 1);
            bytes.RemoveRange(length, bytes.Count - length);
        }

        return [.. bytes];
    }
}
