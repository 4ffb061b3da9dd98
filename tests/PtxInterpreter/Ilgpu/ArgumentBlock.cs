using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace PtxInterpreter.Ilgpu;

/// <summary>
/// Lays kernel arguments out as ILGPU's PTX declares them: a view is its address and its length, 8 bytes each; a structure is its fields in
/// order; everything at a multiple of its alignment.
/// </summary>
internal static class ArgumentBlock
{
    private const BindingFlags AllFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> s_fields = new();
    private static readonly ConcurrentDictionary<Type, MethodInfo> s_addresses = new();

    /// <summary>The bytes of all arguments.</summary>
    /// <exception cref="NotSupportedException">An argument is neither a number, a view nor a structure of such.</exception>
    public static byte[] Pack(IEnumerable<object> arguments)
    {
        List<byte> block = [];
        foreach (object argument in arguments)
            Append(block, argument);
        return [.. block];
    }

    private static void Append(List<byte> block, object value)
    {
        Type type = value.GetType();
        Pad(block, AlignmentOf(type));
        int begin = block.Count;
        if (IsView(type))
        {
            block.AddRange(BitConverter.GetBytes(AddressOf(type, value)));
            block.AddRange(BitConverter.GetBytes(((IContiguousArrayView)value).Length));
        }
        else if (type.IsPrimitive)
        {
            block.AddRange(BytesOf(value));
        }
        else
        {
            foreach (FieldInfo field in Fields(type))
                Append(block, field.GetValue(value)!);
            if (block.Count == begin)
                block.Add(0);
            Pad(block, AlignmentOf(type));
        }
    }

    private static void Pad(List<byte> block, int alignment)
    {
        while (block.Count % alignment != 0)
            block.Add(0);
    }

    private static int AlignmentOf(Type type) => IsView(type) ? 8
        : type.IsPrimitive ? type == typeof(bool) ? 1 : Marshal.SizeOf(type)
        : Fields(type).Select(field => AlignmentOf(field.FieldType)).DefaultIfEmpty(1).Max();

    private static bool IsView(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ArrayView<>);

    private static long AddressOf(Type type, object view)
    {
        MethodInfo method = s_addresses.GetOrAdd(type, _ => typeof(ArgumentBlock)
            .GetMethod(nameof(Address), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type.GetGenericArguments()));
        return (long)method.Invoke(null, [view])!;
    }

    private static long Address<T>(ArrayView<T> view)
        where T : unmanaged => view.IsValid ? view.LoadEffectiveAddressAsPtr() : 0;

    private static byte[] BytesOf(object value) => value switch
    {
        bool x => BitConverter.GetBytes(x),
        byte x => [x],
        short x => BitConverter.GetBytes(x),
        ushort x => BitConverter.GetBytes(x),
        int x => BitConverter.GetBytes(x),
        uint x => BitConverter.GetBytes(x),
        long x => BitConverter.GetBytes(x),
        ulong x => BitConverter.GetBytes(x),
        float x => BitConverter.GetBytes(x),
        double x => BitConverter.GetBytes(x),
        _ => throw new NotSupportedException($"an argument of type {value.GetType().Name}"),
    };

    private static FieldInfo[] Fields(Type type) => s_fields.GetOrAdd(
        type, t => [.. t.GetFields(AllFields).OrderBy(field => field.MetadataToken)]);
}
