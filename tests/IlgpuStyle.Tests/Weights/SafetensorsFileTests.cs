using System.Buffers.Binary;
using System.Text;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Weights;

public sealed class SafetensorsFileTests
{
    [Fact]
    public void ReadFloats_EveryFloatingType_ConvertsExactly()
    {
        byte[] data = new byte[2 * 2 + 2 * 2 + 4 * 2 + 8 * 2];
        BinaryPrimitives.WriteHalfLittleEndian(data, (Half)1.5f);
        BinaryPrimitives.WriteHalfLittleEndian(data.AsSpan(2), (Half)(-0.0625f));
        BinaryPrimitives.WriteUInt16LittleEndian(
            data.AsSpan(4), (ushort)(BitConverter.SingleToUInt32Bits(3.0f) >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(
            data.AsSpan(6), (ushort)(BitConverter.SingleToUInt32Bits(-256f) >> 16));
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(8), MathF.PI);
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(12), float.Epsilon);
        BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(16), Math.PI);
        BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(24), 0.25);
        using SafetensorsFile file = OpenBytes(
            """
            {"half":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},
             "brain":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]},
             "single":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]},
             "double":{"dtype":"F64","shape":[1,2],"data_offsets":[16,32]}}
            """, data);

        Assert.Equal([1.5f, -0.0625f], file.ReadFloats("half"));
        Assert.Equal([3f, -256f], file.ReadFloats("brain"));
        Assert.Equal([MathF.PI, float.Epsilon], file.ReadFloats("single"));
        Assert.Equal([(float)Math.PI, 0.25f], file.ReadFloats("double"));
        Assert.Equal([Math.PI, 0.25], file.ReadDoubles("double"));
        Assert.Equal([1.5, -0.0625], file.ReadDoubles("half"));
        Assert.Equal([2L, 1L], file.Tensors["single"].Shape);
    }

    [Theory]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"""
        + ""","b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""",
        12, "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "no tensor claims")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "follow the last tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "cannot fill")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "cannot fill")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}""",
        8, "cannot fill")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2500000000],"data_offsets":[0,10000000000]}}""",
        8, "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "unusable data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "unusable data_offsets")]
    [InlineData("""{"a":{"dtype":"Q4","shape":[2],"data_offsets":[0,8]}}""", 8, "unknown dtype 'Q4'")]
    [InlineData("""{"a":{"dtype":"3","shape":[2],"data_offsets":[0,8]}}""", 8, "unknown dtype")]
    [InlineData("""{"a":{"dtype":7,"shape":[2],"data_offsets":[0,8]}}""", 8, "not the JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":["x"],"data_offsets":[0,8]}}""", 8, "not the JSON")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""", 8, "lacks")]
    [InlineData("""{"a":[]}""", 8, "lacks")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"""
        + ""","a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
        8, "not the JSON")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "no string")]
    [InlineData("""[1,2]""", 0, "no JSON object")]
    [InlineData("""{"a":""", 0, "not the JSON")]
    public void Open_UnsoundHeader_SaysWhatIsWrongInOneLine(string json, int dataLength, string expected)
    {
        InputException exception = Assert.Throws<InputException>(
            () => OpenBytes(json, new byte[dataLength]));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Contains("'test.safetensors'", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Theory]
    [InlineData(0x7FFF_FFFF_FFFF_FFFFUL)]
    [InlineData(0xFFFF_FFFF_FFFF_FFFFUL)]
    [InlineData(10_000_000_000UL)]
    [InlineData(100UL)]
    public void Open_HeaderLongerThanTheFile_IsRefused(ulong claimed)
    {
        byte[] bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, claimed);
        InputException exception = Assert.Throws<InputException>(() => SafetensorsFile.Open(bytes, "x"));
        Assert.Contains("header claims", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileOfSevenBytes_IsRefused() =>
        Assert.Throws<InputException>(() => SafetensorsFile.Open(new byte[7], "x"));

    [Fact]
    public void Open_MissingFile_NamesIt()
    {
        using TemporaryFolder folder = new();
        InputException exception = Assert.Throws<InputException>(
            () => SafetensorsFile.Open(folder["nowhere.safetensors"]));
        Assert.Contains("nowhere.safetensors' does not exist", exception.Message, StringComparison.Ordinal);
        Assert.Contains("folder", Assert.Throws<InputException>(
            () => SafetensorsFile.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadFloats_MissingOrIntegerTensor_IsRefused()
    {
        using SafetensorsFile file = OpenBytes(
            """{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", new byte[8]);
        Assert.Contains("no tensor 'b'", Assert.Throws<InputException>(
            () => file.ReadFloats("b")).Message, StringComparison.Ordinal);
        Assert.Contains("I64", Assert.Throws<InputException>(
            () => file.ReadFloats("a")).Message, StringComparison.Ordinal);
    }

    private static SafetensorsFile OpenBytes(string json, byte[] data)
    {
        byte[] header = Encoding.UTF8.GetBytes(json);
        byte[] bytes = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        data.CopyTo(bytes, 8 + header.Length);
        return SafetensorsFile.Open(bytes, "test.safetensors");
    }
}
