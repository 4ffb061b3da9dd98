using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace IlgpuStyle.Weights;

/// <summary>Element sizes and the conversion of little-endian elements to float and double.</summary>
internal static class TensorElements
{
    /// <summary>Bytes of one element.</summary>
    public static int SizeOf(TensorDataType type) => type switch
    {
        TensorDataType.F64 or TensorDataType.U64 or TensorDataType.I64 => 8,
        TensorDataType.F32 or TensorDataType.U32 or TensorDataType.I32 => 4,
        TensorDataType.F16 or TensorDataType.BF16 or TensorDataType.U16 or TensorDataType.I16 => 2,
        _ => 1,
    };

    /// <summary>Whether <see cref="ToFloats"/> and <see cref="ToDoubles"/> accept the type.</summary>
    public static bool IsFloating(TensorDataType type) => type <= TensorDataType.F64;

    /// <summary>
    /// The number of elements of a shape, or null where a side is negative or the product does not fit a
    /// long.
    /// </summary>
    public static long? Count(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long side in shape)
        {
            if (side < 0 || (side > 0 && count > long.MaxValue / side))
                return null;
            count *= side;
        }

        return count;
    }

    /// <summary>
    /// Converts <c>destination.Length</c> little-endian elements; a double beyond float's range becomes
    /// infinite.
    /// </summary>
    public static void ToFloats(TensorDataType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (type)
        {
            case TensorDataType.F32:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case TensorDataType.F64:
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(source[(8 * i)..]);
                break;
            case TensorDataType.F16:
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(source[(2 * i)..]);
                break;
            case TensorDataType.BF16:
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = BitConverter.UInt32BitsToSingle(
                        (uint)BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * i)..]) << 16);
                break;
            default:
                throw new ArgumentException($"{type} holds no floating-point numbers.", nameof(type));
        }
    }

    /// <summary>Converts <c>destination.Length</c> little-endian elements, exactly.</summary>
    public static void ToDoubles(TensorDataType type, ReadOnlySpan<byte> source, Span<double> destination)
    {
        if (type == TensorDataType.F64)
        {
            source.CopyTo(MemoryMarshal.AsBytes(destination));
            return;
        }

        float[] floats = new float[destination.Length];
        ToFloats(type, source, floats);
        for (int i = 0; i < floats.Length; i++)
            destination[i] = floats[i];
    }
}
