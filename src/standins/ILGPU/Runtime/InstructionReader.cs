using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace ILGPU.Runtime;

/// <summary>Decodes a method body: each instruction with the member that its operand names, if any.</summary>
internal static class InstructionReader
{
    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>The instructions in the order of the code.</summary>
    public static IEnumerable<(OpCode Code, MemberInfo? Member)> Read(MethodBase method, MethodBody body)
    {
        byte[] il = body.GetILAsByteArray() ?? [];
        for (int i = 0; i < il.Length;)
        {
            // Two-byte codes start with 0xFE.
            OpCode code = s_codes[il[i] == 0xFE ? unchecked((short)(0xFE00 | il[i + 1])) : il[i]];
            i += code.Size;
            bool namesMember = code.OperandType is OperandType.InlineMethod or OperandType.InlineField
                or OperandType.InlineType or OperandType.InlineTok;
            yield return (code, namesMember ? Resolve(method, Int32(il, i)) : null);
            i += OperandSize(code, il, i);
        }
    }

    private static MemberInfo? Resolve(MethodBase method, int token)
    {
        Type[] ofType = method.DeclaringType?.GetGenericArguments() ?? [];
        Type[] ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : [];
        return method.Module.ResolveMember(token, ofType, ofMethod);
    }

    private static int OperandSize(OpCode code, byte[] il, int offset) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * Int32(il, offset)),
        _ => 4,
    };

    private static int Int32(byte[] il, int offset) =>
        BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(offset));
}
