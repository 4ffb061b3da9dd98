using IlgpuStyle.Import;
using IlgpuStyle.Import.Formats;
using IlgpuStyle.Tests.Weights;
using IlgpuStyle.Weights;
using Xunit.Abstractions;

namespace IlgpuStyle.Tests.Fuzz;

/// <summary>
/// Every fixture, damaged: an importer either reads the file or refuses it with <see cref="InputException"/>; it never throws anything
/// else, never allocates what a number merely claims, and ends soon.
/// </summary>
public sealed class WeightsFuzzTests(ITestOutputHelper output)
{
    private static readonly ImportOptions s_options =
        new() { Family = WeightsFamily.Caffe, SourceChannelOrder = ChannelOrder.Rgb, FlippedKernels = false };

    public static TheoryData<string> Fixtures() =>
        [.. FixtureNetwork.FileNames().Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Read_MutatedFile_ReadsOrRefuses(string file)
    {
        byte[] original = File.ReadAllBytes(FixtureNetwork.File(file));
        FuzzRun run = new(file, file.Sum(character => character), output);
        run.Each(() => Mutation.Bytes(original, run.Random), IsRead);
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
        FuzzRun run = new("safetensors", 4, output);
        run.Each(() => Mutation.Bytes(original, run.Random), IsRead);
    }

    /// <summary>Each tensor by itself, then the whole way that a user's file goes.</summary>
    private static bool IsRead(byte[] bytes)
    {
        bool isRead = FuzzRun.IsRead(() =>
        {
            using ByteSource source = ByteSource.Wrap(bytes, "fuzz");
            foreach (ImportedTensor tensor in WeightsImporters.Find(source).Read(source).Tensors)
                FuzzRun.IsRead(() => tensor.Read("fuzz"));
        });
        return isRead & FuzzRun.IsRead(() => WeightsImport.Read(new MemoryStream(bytes), "fuzz", s_options).Dispose());
    }
}
