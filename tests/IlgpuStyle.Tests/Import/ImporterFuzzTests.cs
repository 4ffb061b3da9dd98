using IlgpuStyle.Import;
using IlgpuStyle.Import.Formats;
using IlgpuStyle.Tests.Weights;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Import;

/// <summary>
/// Seeded mutations of every fixture: an importer either reads the file or refuses it with
/// <see cref="InputException"/>; it never throws anything else, never allocates what a number merely
/// claims, and ends soon.
/// </summary>
public sealed class ImporterFuzzTests
{
    private const int CasesPerFile = 400;
    private const long MaximumAllocation = 256L << 20;

    public static TheoryData<string> Fixtures() =>
        [.. FixtureNetwork.FileNames().Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Read_MutatedFile_ReadsOrRefuses(string file)
    {
        byte[] original = File.ReadAllBytes(FixtureNetwork.File(file));
        Random random = new(file.Sum(character => character));
        int refused = 0;
        for (int i = 0; i < CasesPerFile; i++)
        {
            byte[] bytes = Mutate(original, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            refused += ReadAll(bytes) ? 0 : 1;
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MaximumAllocation, $"case {i} of {file} allocated {allocated} bytes");
        }

        Assert.InRange(refused, 1, CasesPerFile);
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
        for (int i = 0; i < 5 * CasesPerFile; i++)
            refused += ReadAll(Mutate(original, random)) ? 0 : 1;
        Assert.InRange(refused, 1, 5 * CasesPerFile);
    }

    private static bool ReadAll(byte[] bytes)
    {
        try
        {
            using ByteSource source = ByteSource.Wrap(bytes, "fuzz");
            ImportedWeights imported = WeightsImporters.Find(source).Read(source);
            foreach (ImportedTensor tensor in imported.Tensors)
                tensor.Read("fuzz");
            LayerNaming.Resolve(imported.Tensors, null, "fuzz");
            return true;
        }
        catch (InputException exception)
        {
            Assert.DoesNotContain('\n', exception.Message);
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
