using System.Runtime.CompilerServices;

namespace PtxInterpreter;

/// <content>Loads and stores.</content>
internal static partial class InstructionSet
{
    private static Operation Memory(PtxInstruction instruction, RegisterFile registers, PtxFunction function)
    {
        string[] parts = instruction.Opcode.Split('.');
        bool isLoad = parts[0] == "ld";
        string type = parts[^1];
        int count = parts.Length != 4 || parts[2] == "nc" ? 1 : parts[2] == "v2" ? 2 : parts[2] == "v4" ? 4 : 0;
        if (count == 0 || parts.Length is < 3 or > 4 || instruction.Operands.Count != count + 1)
            throw new NotSupportedException("modifiers or operands");
        if (isLoad && parts[1] == "param")
            return Parameter(instruction, registers, function, type);
        bool isShared = parts[1] == "shared";
        if (!isShared && parts[1] != "global")
            throw new NotSupportedException($"address space '.{parts[1]}'");
        (string place, long offset) = PtxParser.Address(instruction.Operands[isLoad ? count : 0]);
        int address = registers.Wide(place);
        int[] values = [.. Enumerable.Range(isLoad ? 0 : 1, count).Select(i => Value(instruction.Operands[i], type, isLoad, registers))];
        return (type, isLoad) switch
        {
            ("b8" or "u8", true) => Load<byte, uint>(values, address, offset, isShared),
            ("b16" or "u16", true) => Load<ushort, uint>(values, address, offset, isShared),
            ("s16", true) => Load<short, int>(values, address, offset, isShared),
            ("b32" or "u32" or "s32" or "f32", true) => Load<uint, uint>(values, address, offset, isShared),
            ("b64" or "u64" or "s64" or "f64", true) => Load<ulong, ulong>(values, address, offset, isShared),
            ("b8" or "u8", false) => Store<byte, uint>(values, address, offset, isShared),
            ("b16" or "u16" or "s16", false) => Store<ushort, uint>(values, address, offset, isShared),
            ("b32" or "u32" or "s32" or "f32", false) => Store<uint, uint>(values, address, offset, isShared),
            ("b64" or "u64" or "s64" or "f64", false) => Store<ulong, ulong>(values, address, offset, isShared),
            _ => throw new NotSupportedException($"type '.{type}'"),
        };
    }

    private static int Value(string operand, string type, bool isTarget, RegisterFile registers)
    {
        bool isWide = type.EndsWith("64", StringComparison.Ordinal);
        return isTarget ? registers.Target(operand, isWide) : isWide ? registers.Wide(operand) : registers.Narrow(operand);
    }

    private static Operation Parameter(PtxInstruction instruction, RegisterFile registers, PtxFunction function, string type)
    {
        (string name, long offset) = PtxParser.Address(instruction.Operands[1]);
        PtxVariable parameter = function.Parameters.Find(variable => variable.Name == name)
            ?? throw new NotSupportedException($"no parameter '{name}'");
        int bytes = type.EndsWith("64", StringComparison.Ordinal) ? 8 : type.EndsWith("32", StringComparison.Ordinal) ? 4
            : type.EndsWith("16", StringComparison.Ordinal) ? 2 : 1;
        if (offset < 0 || offset + bytes > parameter.Bytes)
            throw new NotSupportedException($"'{name}' has {parameter.Bytes} bytes");
        int target = Value(instruction.Operands[0], type, isTarget: true, registers), at = parameter.Offset + (int)offset;
        return bytes == 8
            ? group => Fill(group, target, BitConverter.ToUInt64(group.Arguments, at))
            : group => Fill(group, target, bytes switch
            {
                4 => BitConverter.ToUInt32(group.Arguments, at),
                2 => BitConverter.ToUInt16(group.Arguments, at),
                _ => group.Arguments[at],
            });
    }

    private static void Fill<T>(ThreadGroup group, int target, T value)
        where T : unmanaged
    {
        Span<T> values = group.Values<T>(target);
        foreach (int thread in group.Active)
            values[thread] = value;
    }

    private static Operation Load<TMemory, TRegister>(int[] targets, int address, long offset, bool isShared)
        where TMemory : unmanaged
        where TRegister : unmanaged => group =>
    {
        int size = Unsafe.SizeOf<TMemory>();
        Span<ulong> addresses = group.Values<ulong>(address);
        foreach (int thread in group.Active)
        {
            ReadOnlySpan<byte> bytes = group.Read(addresses[thread] + (ulong)offset, size * targets.Length, thread, isShared);
            for (int i = 0; i < targets.Length; i++)
            {
                TMemory value = Unsafe.ReadUnaligned<TMemory>(in bytes[i * size]);
                group.Values<TRegister>(targets[i])[thread] = Widen<TMemory, TRegister>(value);
            }
        }
    };

    private static Operation Store<TMemory, TRegister>(int[] sources, int address, long offset, bool isShared)
        where TMemory : unmanaged
        where TRegister : unmanaged => group =>
    {
        int size = Unsafe.SizeOf<TMemory>();
        Span<ulong> addresses = group.Values<ulong>(address);
        foreach (int thread in group.Active)
        {
            Span<byte> bytes = group.Write(addresses[thread] + (ulong)offset, size * sources.Length, thread, isShared);
            for (int i = 0; i < sources.Length; i++)
            {
                // Little-endian: the low bytes come first.
                TRegister value = group.Values<TRegister>(sources[i])[thread];
                Unsafe.WriteUnaligned(ref bytes[i * size], Unsafe.As<TRegister, TMemory>(ref value));
            }
        }
    };

    private static TRegister Widen<TMemory, TRegister>(TMemory value)
        where TMemory : unmanaged
        where TRegister : unmanaged
    {
        if (typeof(TMemory) == typeof(byte))
            return (TRegister)(object)(uint)(byte)(object)value;
        if (typeof(TMemory) == typeof(ushort))
            return (TRegister)(object)(uint)(ushort)(object)value;
        if (typeof(TMemory) == typeof(short))
            return (TRegister)(object)(int)(short)(object)value;
        return Unsafe.As<TMemory, TRegister>(ref value);
    }
}
