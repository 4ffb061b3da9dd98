using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// Reads level-5 MAT-files, compressed or not. Format: MathWorks, "MAT-File Format". Numbers of any stored
/// type become float; sparse arrays, objects and function handles are passed over.
/// </summary>
internal static class MatReader
{
    private const int HeaderSize = 128, TypeInt32 = 5, TypeMatrix = 14, TypeCompressed = 15;
    private const int ClassCell = 1, ClassStruct = 2, ClassChar = 4;
    private const int FirstNumericClass = 6, LastNumericClass = 15;
    private const int MaximumElements = 100_000;

    /// <summary>Whether the file begins as level-5 files do, little-endian.</summary>
    public static bool IsMat(ByteSource source) =>
        source.ReadPrefix(HeaderSize) is { Length: HeaderSize } header
            && header.AsSpan().StartsWith("MATLAB 5.0"u8)
        && header[126] == 'I' && header[127] == 'M';

    /// <summary>Reads the variables whose names are wanted.</summary>
    /// <exception cref="InputException">The file is damaged.</exception>
    public static Dictionary<string, MatValue> Read(ByteSource source, IReadOnlySet<string> wanted)
    {
        Dictionary<string, MatValue> variables = [];
        long position = HeaderSize;
        while (position < source.Length)
        {
            long rest = source.Length - position;
            MatStream file = new(new ByteSourceStream(source, position, rest), rest, source.DisplayName);
            MatTag tag = file.ReadTag();
            if (tag.Small is not null || tag.Size > rest - 8)
                throw file.Damaged(
                    $"a variable at byte {position} claims {tag.Size} bytes, {rest - 8} are left");
            if (tag.Type == TypeCompressed)
                ReadCompressed(source, position + 8, tag.Size, wanted, variables);
            else if (tag.Type == TypeMatrix)
                ReadVariable(file, wanted, variables);
            position += 8 + tag.Size;
        }

        return variables;
    }

    private static void ReadCompressed(
        ByteSource source, long offset, long size, IReadOnlySet<string> wanted,
        Dictionary<string, MatValue> variables)
    {
        using ZLibStream inflated = new(
            new ByteSourceStream(source, offset, size), CompressionMode.Decompress);
        long limit = Math.Max(ImportLimits.HarmlessExpansionBytes, size * ImportLimits.MaximumExpansion);
        MatStream stream = new(inflated, limit, source.DisplayName);
        MatTag tag = stream.ReadTag();
        if (tag.Type != TypeMatrix || tag.Small is not null)
            throw stream.Damaged("a compressed part holds no array");
        ReadVariable(stream, wanted, variables);
    }

    private static void ReadVariable(
        MatStream stream, IReadOnlySet<string> wanted, Dictionary<string, MatValue> variables)
    {
        (int arrayClass, long[] shape, string name) = ReadHead(stream);
        if (wanted.Contains(name))
            variables[name] = ReadBody(stream, arrayClass, shape, 0);
    }

    private static (int ArrayClass, long[] Shape, string Name) ReadHead(MatStream stream)
    {
        byte[] flags = stream.ReadContent(stream.ReadTag(), 8);
        MatTag shapeTag = stream.ReadTag();
        byte[] sides = stream.ReadContent(shapeTag, 4 * 32);
        if (flags.Length < 4 || shapeTag.Type != TypeInt32 || sides.Length < 8)
            throw stream.Damaged("an array has no class or shape");
        long[] shape = new long[sides.Length / 4];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = BinaryPrimitives.ReadInt32LittleEndian(sides.AsSpan(4 * i));
        if (TensorElements.Count(shape) is null)
            throw stream.Damaged($"an array has the shape ({string.Join(", ", shape)})");
        string name = Encoding.Latin1.GetString(stream.ReadContent(stream.ReadTag(), 4096));
        return (flags[0], shape, name);
    }

    /// <summary>
    /// A nested array: a cell's element or a field's value. An empty one may have no content at all.
    /// </summary>
    private static MatValue ReadNested(MatStream stream, int depth)
    {
        MatTag tag = stream.ReadTag();
        if (tag.Type != TypeMatrix || tag.Small is { Length: > 0 } || depth > ImportLimits.MaximumDepth)
            throw stream.Damaged("a cell or field holds no array, or is nested too deeply");
        if (tag.Size == 0)
            return new MatValue();
        long end = stream.Position + tag.Size;
        (int arrayClass, long[] shape, _) = ReadHead(stream);
        MatValue value = stream.Position <= end && IsReadable(arrayClass)
            ? ReadBody(stream, arrayClass, shape, depth)
            : new MatValue { Shape = shape };
        stream.Skip(end - stream.Position);
        return value;
    }

    private static bool IsReadable(int arrayClass) =>
        arrayClass is ClassCell or ClassStruct or ClassChar
            or (>= FirstNumericClass and <= LastNumericClass);

    private static MatValue ReadBody(MatStream stream, int arrayClass, long[] shape, int depth)
    {
        long count = TensorElements.Count(shape)!.Value;
        switch (arrayClass)
        {
            case ClassCell:
                return new MatValue { Shape = shape, Cells = ReadMany(stream, count, depth) };
            case ClassStruct:
                return ReadStruct(stream, shape, count, depth);
            case ClassChar:
                MatTag text = stream.ReadTag();
                string content = ReadText(text.Type, stream.ReadContent(text, 1 << 16));
                return new MatValue { Shape = shape, Text = content };
            case >= FirstNumericClass and <= LastNumericClass:
                return ReadNumeric(stream, shape, count);
            default:
                throw stream.Damaged($"a variable has the unsupported class {arrayClass}");
        }
    }

    private static List<MatValue> ReadMany(MatStream stream, long count, int depth)
    {
        if (count > MaximumElements)
            throw stream.Damaged($"a cell array or structure claims {count} elements");
        List<MatValue> values = [];
        for (long i = 0; i < count; i++)
            values.Add(ReadNested(stream, depth + 1));
        return values;
    }

    private static MatValue ReadStruct(MatStream stream, long[] shape, long count, int depth)
    {
        byte[] nameLength = stream.ReadContent(stream.ReadTag(), 4);
        byte[] names = stream.ReadContent(stream.ReadTag(), 1 << 16);
        int width = nameLength.Length == 4 ? BinaryPrimitives.ReadInt32LittleEndian(nameLength) : 0;
        if (width <= 0 || names.Length % width != 0 || count > MaximumElements)
            throw stream.Damaged("a structure has no field names");
        int fieldCount = names.Length / width;
        List<MatValue> values = ReadMany(stream, count * fieldCount, depth);
        Dictionary<string, MatValue> fields = [];
        for (int i = 0; i < fieldCount && i < values.Count; i++)
            fields[Encoding.Latin1.GetString(names, i * width, width).Split('\0')[0]] = values[i];
        return new MatValue { Shape = shape, Fields = fields };
    }

    private static MatValue ReadNumeric(MatStream stream, long[] shape, long count)
    {
        MatTag tag = stream.ReadTag();
        int size = SizeOf(tag.Type);
        if (size == 0 || tag.Size != count * (Int128)size)
            throw stream.Damaged(
                $"an array of shape ({string.Join(", ", shape)}) has {tag.Size} bytes of data of type "
                + $"{tag.Type}");
        if (count > ImportLimits.MaximumTensorElements)
        {
            stream.SkipContent(tag);
            return new MatValue { Shape = shape };
        }

        byte[] bytes = stream.ReadContent(tag, tag.Size);
        return new MatValue { Shape = shape, Numbers = Convert(tag.Type, size, bytes, (int)count) };
    }

    private static int SizeOf(int type) =>
        type switch { 1 or 2 => 1, 3 or 4 => 2, 5 or 6 or 7 => 4, 9 or 12 or 13 => 8, _ => 0 };

    /// <summary>
    /// MATLAB stores numbers in the smallest type that holds them, whatever the array's class.
    /// </summary>
    private static float[] Convert(int type, int size, ReadOnlySpan<byte> bytes, int count)
    {
        float[] values = new float[count];
        if (type is 7 or 9)
        {
            TensorElements.ToFloats(type == 7 ? TensorDataType.F32 : TensorDataType.F64, bytes, values);
            return values;
        }

        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> element = bytes.Slice(i * size, size);
            values[i] = type switch
            {
                1 => (sbyte)element[0],
                2 => element[0],
                3 => BinaryPrimitives.ReadInt16LittleEndian(element),
                4 => BinaryPrimitives.ReadUInt16LittleEndian(element),
                5 => BinaryPrimitives.ReadInt32LittleEndian(element),
                6 => BinaryPrimitives.ReadUInt32LittleEndian(element),
                12 => BinaryPrimitives.ReadInt64LittleEndian(element),
                _ => BinaryPrimitives.ReadUInt64LittleEndian(element),
            };
        }

        return values;
    }

    private static string ReadText(int type, byte[] bytes) =>
        (type is 4 or 17 ? Encoding.Unicode : Encoding.UTF8).GetString(bytes);
}
