using System.Buffers.Binary;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Weights;

public sealed class SafetensorsWriterTests
{
    private static readonly Dictionary<string, string> s_metadata =
        new() { ["z"] = "last \"quoted\" ü", ["a"] = "first" };

    [Fact]
    public void Write_ThenOpen_GivesTheSameTensorsAndMetadata()
    {
        using TemporaryFolder folder = new();
        string path = folder["out.safetensors"];
        SafetensorsWriter.Write(path, s_metadata, Tensors());
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.Equal(s_metadata, file.Metadata);
        Assert.Equal([0.1f, -2f, 3e-8f, 65504f, 5f, 6f], file.ReadFloats("exact"));
        Assert.Equal([(float)(Half)0.1f, 1f, 2f], file.ReadFloats("half"));
        Assert.Equal([3L, 2L], file.Tensors["exact"].Shape);
        Assert.Equal(TensorDataType.F16, file.Tensors["half"].DataType);
    }

    [Fact]
    public void Write_Twice_GivesTheSameAlignedBytesAndNoTemporaryFile()
    {
        using TemporaryFolder folder = new();
        SafetensorsWriter.Write(folder["a"], s_metadata, Tensors());
        SafetensorsWriter.Write(folder["b"], s_metadata.Reverse().ToDictionary(), Tensors());
        byte[] bytes = File.ReadAllBytes(folder["a"]);
        Assert.Equal(bytes, File.ReadAllBytes(folder["b"]));
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(bytes) % 8);
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Fact]
    public void Write_ValuesThatDoNotFit_LeavesNoFile()
    {
        using TemporaryFolder folder = new();
        Assert.Throws<ArgumentException>(
            () => SafetensorsWriter.Write(folder["a"], s_metadata, [new("x", [2, 2], new float[3])]));
        Assert.Throws<ArgumentException>(
            () =>
                SafetensorsWriter.Write(
                    folder["a"], s_metadata, [new("x", [1], new float[1]), new("x", [1], new float[1])]));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_OntoAFolder_IsRefusedInOneLine()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["sub"]);
        InputException exception = Assert.Throws<InputException>(
            () => SafetensorsWriter.Write(folder["sub"], s_metadata, Tensors()));
        Assert.Contains("cannot write", exception.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    private static SafetensorsTensor[] Tensors() =>
    [
        new("half", [3], [0.1f, 1, 2], TensorDataType.F16),
        new("exact", [3, 2], [0.1f, -2, 3e-8f, 65504, 5, 6]),
    ];
}
