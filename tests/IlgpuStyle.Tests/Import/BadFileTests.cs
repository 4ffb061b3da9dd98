using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using IlgpuStyle.Import;
using IlgpuStyle.Import.Formats;
using IlgpuStyle.Tests.Weights;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Import;

/// <summary>Files that are damaged or hostile: one clear line, nothing run, nothing written.</summary>
public sealed class BadFileTests
{
    private const string ObjectHeader = "{'descr': '|O', 'fortran_order': False, 'shape': (), }";

    /// <summary>The pickles of PyTorch's magic number, protocol 1001 and an empty dictionary.</summary>
    private static readonly byte[] s_legacyStart =
    [
        0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.',
        0x80, 2, (byte)'M', 0xe9, 3, (byte)'.', 0x80, 2, (byte)'}', (byte)'.',
    ];

    [Theory]
    [InlineData("cos\nsystem\n")]
    [InlineData("cposix\nsystem\n")]
    [InlineData("cbuiltins\neval\n")]
    [InlineData("c__builtin__\ngetattr\n")]
    [InlineData("csubprocess\nPopen\n")]
    [InlineData("ctorch.nn.modules.container\nSequential\n")]
    [InlineData("ctorch\nload\n")]
    public void Read_PickleWithAnyOtherName_NamesItAndRunsNothing(string global)
    {
        using TemporaryFolder folder = new();
        string marker = folder["owned"];
        byte[] pickle = [0x80, 2, .. Encoding.ASCII.GetBytes(global), (byte)'U', (byte)(6 + marker.Length),
            .. Encoding.UTF8.GetBytes($"touch {marker}"), 0x85, (byte)'R', (byte)'.'];
        string name = global[1..^1].Replace('\n', '.');

        AssertRefused(folder, "bare.pkl", pickle, name, "nothing was run");
        AssertRefused(folder, "legacy.pth", [.. s_legacyStart, .. pickle], name);
        AssertRefused(
            folder, "zip.pth", Zip(("archive/data.pkl", pickle, CompressionLevel.NoCompression)), name);
        AssertRefused(folder, "x.npy", Npy(ObjectHeader, pickle), name);
        AssertRefused(
            folder, "x.npz", Zip(("a.npy", Npy(ObjectHeader, pickle), CompressionLevel.Fastest)), name);
        Assert.False(File.Exists(marker));
    }

    [Fact]
    public void Read_StackGlobal_IsCheckedLikeGlobal()
    {
        using TemporaryFolder folder = new();
        byte[] pickle =
        [
            0x80, 4, 0x8c, 2, .. "os"u8, 0x8c, 6, .. "system"u8, 0x93, 0x8c, 2, .. "ls"u8, 0x85,
            (byte)'R', (byte)'.',
        ];
        AssertRefused(folder, "x.pkl", pickle, "os.system");
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html><body>404</body></html>", "web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "Git LFS pointer")]
    [InlineData("BZh91AY&SY", "bunzip2")]
    [InlineData("just some text, long enough to be read as something", "no known format")]
    [InlineData("", "is empty")]
    [InlineData("\u0008", "no known format")]
    public void Read_NoWeightsAtAll_SaysWhatItIs(string content, string expected)
    {
        using TemporaryFolder folder = new();
        AssertRefused(folder, "x.pth", Encoding.UTF8.GetBytes(content), expected);
    }

    [Fact]
    public void Read_ZipBomb_IsRefusedWithoutInflating()
    {
        using TemporaryFolder folder = new();
        byte[] zeros = new byte[64 << 20];
        byte[] bomb = Zip(("archive/data.pkl", zeros, CompressionLevel.Optimal));
        Assert.True(bomb.Length < 100_000);
        AssertRefused(folder, "bomb.pth", bomb, "decompression bomb");
        byte[] arrays = Zip(("conv1_1_W.npy", zeros, CompressionLevel.Optimal));
        AssertRefused(folder, "bomb.npz", arrays, "decompression bomb");
    }

    [Fact]
    public void Read_TenGigabyteClaimsInAKilobyte_AllocateNothing()
    {
        using TemporaryFolder folder = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        const string header = """
            {"conv1_1.weight":{"dtype":"F32","shape":[2500000000],"data_offsets":[0,10000000000]}}
            """;
        byte[] weight = Npy(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 3, 3, 92592592), }", new byte[64]);
        byte[] bias = Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (92592592,), }", new byte[64]);
        byte[] arrays = Zip(
            ("conv1_1_W.npy", weight, CompressionLevel.NoCompression),
            ("conv1_1_b.npy", bias, CompressionLevel.NoCompression));
        AssertRefused(folder, "a.safetensors", Safetensors(header), "truncated");
        AssertRefused(folder, "b.npz", arrays, "a decompression bomb or a damaged file");
        AssertRefused(folder, "c.pkl", [0x80, 2, (byte)'B', 0xff, 0xff, 0xff, 0xff, (byte)'.'], "truncated");
        AssertRefused(folder, "d.pkl", [0x80, 4, 0x8d, 0, 0, 0, 0, 3, 0, 0, 0, (byte)'.'], "more text");
        AssertRefused(folder, "e.mat", Mat(14, 0xF000_0000), "claims 4026531840 bytes");
        AssertRefused(
            folder, "f.caffemodel", [0x12, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x22, 1, (byte)'a'],
            "no known format");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 32 << 20);
    }

    [Fact]
    public void Read_CompressedMatThatGrowsWithoutEnd_IsRefused()
    {
        using TemporaryFolder folder = new();
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write([14, 0, 0, 0, 0, 0, 0, 0xF0, 6, 0, 0, 0, 8, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0]);
            zlib.Write([5, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 6, 0, .. "layers"u8, 0, 0]);
            zlib.Write(new byte[80 << 20]);
        }

        byte[] bytes = [.. Mat(15, (uint)compressed.Length), .. compressed.ToArray()];
        AssertRefused(folder, "bomb.mat", bytes, "damaged MAT file");
    }

    /// <summary>A caffemodel is a row of layers without an end mark: cut between two of them it is a shorter network.</summary>
    [Fact]
    public void Read_EveryFixtureCutAtManyPlaces_IsRefusedInOneLine_OrTakenAsAPartWhereTheUserSaysSo()
    {
        ImportOptions options = new()
        {
            TakesParts = true, Family = WeightsFamily.Caffe, FlippedKernels = false, SourceChannelOrder = ChannelOrder.Rgb,
        };
        foreach (string path in FixtureNetwork.FileNames())
        {
            byte[] bytes = File.ReadAllBytes(path);
            for (int part = 1; part < 16; part++)
            {
                using MemoryStream cut = new(bytes, 0, (int)((long)bytes.Length * part / 16));
                try
                {
                    using ImportResult result = WeightsImport.Read(cut, "cut", options);
                    Assert.True(path.EndsWith(".caffemodel", StringComparison.Ordinal), $"{path} cut to {part}/16");
                    Assert.Contains(", only the first ", result.Summary, StringComparison.Ordinal);
                    cut.Position = 0;
                    Assert.Contains("it was cut, or made so; get it again, or add --partial", Assert.Throws<InputException>(
                        () => WeightsImport.Read(cut, "cut", options with { TakesParts = false })).Message);
                }
                catch (InputException exception)
                {
                    Assert.DoesNotContain(exception.Message, char.IsControl);
                }
            }
        }
    }

    [Theory]
    [InlineData("conv2_1", "lacks layer 'conv2_1'")]
    [InlineData("conv1_1", "lacks layer 'conv1_1'")]
    public void Read_MissingLayer_IsNamed(string layer, string expected)
    {
        using TemporaryFolder folder = new();
        byte[] bytes = Network(
            folder,
            layers => layers.RemoveAll(tensor => tensor.Name.StartsWith(layer, StringComparison.Ordinal)));
        AssertRefused(folder, "x", bytes, expected);
    }

    [Fact]
    public void Read_WrongTensors_AreNamed()
    {
        using TemporaryFolder folder = new();
        Check("'conv6_1'", layers => layers.Add(new("conv6_1.weight", [1, 1, 3, 3], new float[9])));
        Check("no bias for layer 'conv2_1'", layers => layers.RemoveAll(
            tensor => tensor.Name == "conv2_1.bias"));
        Check("expected (outputs, 4, 3, 3)", layers => Replace(layers, "conv1_2.weight", [4, 5, 3, 3], 180));
        Check("expected (outputs, 3, 3, 3)", layers => Replace(layers, "conv1_1.weight", [4, 1, 3, 3], 36));
        Check("expected (outputs, 4, 3, 3)", layers => Replace(layers, "conv1_2.weight", [4, 4, 9], 144));
        Check("has bias (7), expected (4)", layers => Replace(layers, "conv1_1.bias", [7], 7));
        Check("conv1_2) holds NaN at element 3", layers => layers.Find(
            tensor => tensor.Name == "conv1_2.weight")!.Values[3] = float.NaN);
        Check("no layers of VGG19", layers => layers.Clear());
        Check("batch normalisation", layers =>
        {
            layers.Clear();
            layers.Add(new("features.0.weight", [4, 3, 3, 3], new float[108]));
            layers.Add(new("features.1.weight", [4], new float[4]));
        });

        void Check(string expected, Action<List<SafetensorsTensor>> change) =>
            AssertRefused(folder, "x", Network(folder, change), expected);
    }

    [Fact]
    public void Read_HalfPrecisionOfALargeWeight_IsRefused()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = Network(
            folder, layers => layers.Find(tensor => tensor.Name == "conv1_1.bias")!.Values[1] = 1e6f);
        string path = folder.Write("x", bytes);
        InputException exception = Assert.Throws<InputException>(
            () => WeightsImport.Read(path, new ImportOptions { DataType = TensorDataType.F16 }));
        Assert.Contains("too large for F16", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Hdf5ThatCanGrow_SaysWhatToDo()
    {
        using TemporaryFolder folder = new();
        AssertRefused(
            folder, "x.h5", File.ReadAllBytes(FixtureNetwork.File("keras-growing.h5")), "libver='earliest'", "can grow");
    }

    /// <summary>The kernel's data are said to stand in a file that stands beside this one, and would be of the right size there.</summary>
    [Theory]
    [InlineData("keras-elsewhere.h5", "'block1_conv1/kernel' are not in this file")]
    [InlineData("keras-virtual.h5", "data layout 3 of 'block1_conv1/kernel'")]
    public void Read_Hdf5WhoseNumbersStandInAnotherFile_OpensNoOther(string file, string expected)
    {
        using TemporaryFolder folder = new();
        folder.Write("keras-chunked.h5", File.ReadAllBytes(FixtureNetwork.File("keras-chunked.h5")));
        AssertRefused(folder, "x.h5", File.ReadAllBytes(FixtureNetwork.File(file)), expected);
    }

    [Fact]
    public void List_Hdf5WithLinksToAnotherFileAndInACircle_LeavesThemOut()
    {
        using ByteSource source = ByteSource.Open(FixtureNetwork.File("keras-elsewhere.h5"));
        Assert.Equal(
            ["block1_conv1/bias", "block1_conv1/kernel"], HdfFile.List(HdfSource.Find(source)!).Select(dataset => dataset.Path).Order());
    }

    [Fact]
    public void Read_ChunkThatGrowsWithoutMeasure_IsRefused()
    {
        using TemporaryFolder folder = new();
        AssertRefused(folder, "x.h5", File.ReadAllBytes(FixtureNetwork.File("bomb.h5")), "decompression bomb");
    }

    [Theory]
    [InlineData("vgg16.npz", "conv3_1_W.npy")]
    [InlineData("vgg16-zip.pth", "/data/")]
    public void Read_ZipEntryWithAWrongChecksum_IsRefusedByItsName(string file, string entry)
    {
        using TemporaryFolder folder = new();
        byte[] bytes = File.ReadAllBytes(FixtureNetwork.File(file));
        using (ZipArchive archive = new(new MemoryStream(bytes)))
        {
            ZipArchiveEntry damaged = archive.Entries.Where(candidate => candidate.FullName.Contains(entry, StringComparison.Ordinal))
                .MaxBy(candidate => candidate.Length)!;
            using Stream stream = damaged.Open();
            byte[] content = new byte[damaged.Length];
            stream.ReadExactly(content);
            int start = bytes.AsSpan().IndexOf(content); // entries are stored, not compressed
            bytes[start + content.Length - 2] ^= 1;
            AssertRefused(folder, "x", bytes, $"entry '{damaged.FullName}'", "checksum");
        }
    }

    /// <summary>Escape sequences in names reach the message, and through it a terminal, as text.</summary>
    [Fact]
    public void Read_ControlCharactersInNames_AreShownEscaped()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = Network(folder, layers =>
        {
            layers.Clear();
            layers.Add(new("a\u001b[2J\n\u202eb", [1], new float[1]));
        });
        AssertRefused(folder, "x", bytes, @"a\u001b[2J\u000a\u202eb");
    }

    private static byte[] Network(TemporaryFolder folder, Action<List<SafetensorsTensor>> change)
    {
        List<SafetensorsTensor> tensors = [.. FixtureNetwork.Vgg(2, 2, 1).SelectMany(
            layer => (SafetensorsTensor[])
        [
            new($"{layer.Layer}.weight", [layer.OutputChannels, layer.InputChannels, 3, 3], layer.Weights),
            new($"{layer.Layer}.bias", [layer.OutputChannels], layer.Bias),
        ])];
        change(tensors);
        SafetensorsWriter.Write(
            folder["network"], new Dictionary<string, string> { ["family"] = "caffe" }, tensors);
        return File.ReadAllBytes(folder["network"]);
    }

    private static void Replace(List<SafetensorsTensor> tensors, string name, long[] shape, int count) =>
        tensors[tensors.FindIndex(
            tensor => tensor.Name == name)] = new SafetensorsTensor(name, shape, new float[count]);

    private static void AssertRefused(
        TemporaryFolder folder, string name, byte[] bytes, params string[] expected)
    {
        string path = folder.Write(name, bytes);
        ImportOptions options = new() { SourceChannelOrder = ChannelOrder.Rgb, Family = WeightsFamily.Torchvision };
        InputException exception = Assert.Throws<InputException>(() => WeightsImport.Read(path, options));
        Assert.All(expected, text => Assert.Contains(text, exception.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(exception.Message, char.IsControl);
    }

    private static byte[] Safetensors(string json)
    {
        byte[] header = Encoding.UTF8.GetBytes(json);
        byte[] bytes = new byte[1024];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        return bytes;
    }

    private static byte[] Npy(string header, byte[] data) =>
        [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data];

    private static byte[] Mat(int type, uint size)
    {
        byte[] bytes = new byte[136];
        "MATLAB 5.0 MAT-file"u8.CopyTo(bytes);
        bytes[125] = 1;
        bytes[126] = (byte)'I';
        bytes[127] = (byte)'M';
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(128), type);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(132), size);
        return bytes;
    }

    private static byte[] Zip(params (string Name, byte[] Content, CompressionLevel Level)[] entries)
    {
        using MemoryStream buffer = new();
        using (ZipArchive archive = new(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content, CompressionLevel level) in entries)
            {
                using Stream stream = archive.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        }

        return buffer.ToArray();
    }
}
