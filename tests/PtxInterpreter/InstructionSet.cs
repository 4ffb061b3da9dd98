using System.Numerics;
using System.Runtime.CompilerServices;

namespace PtxInterpreter;

/// <summary>What each instruction does, by its full name.</summary>
internal static partial class InstructionSet
{
    private delegate Operation Factory(PtxInstruction instruction, RegisterFile registers);

    private static readonly Dictionary<string, Factory> s_factories = Create();

    /// <summary>The operation of an instruction that does not end a block.</summary>
    /// <exception cref="NotSupportedException">It is unknown, or an operand is.</exception>
    public static Operation Translate(PtxInstruction instruction, RegisterFile registers, PtxFunction function)
    {
        if (s_factories.TryGetValue(instruction.Opcode, out Factory? factory))
            return factory(instruction, registers);
        return instruction.Opcode[..3] is "ld." or "st."
            ? Memory(instruction, registers, function)
            : throw new NotSupportedException("unknown instruction");
    }

    private static Dictionary<string, Factory> Create()
    {
        Dictionary<string, Factory> table = [];
        AddIntegers<int>(table, "s32", "lo.");
        AddIntegers<uint>(table, "u32", "lo.");
        AddIntegers<long>(table, "s64", "lo.");
        AddIntegers<ulong>(table, "u64", "lo.");
        AddFloats<float>(table, "f32");
        AddFloats<double>(table, "f64");
        AddBits<uint>(table, "b32");
        AddBits<ulong>(table, "b64");
        AddBits<uint>(table, "pred");
        table["not.pred"] = Unary<uint, uint, Operators.NotPredicate>();
        table["not.b32"] = Unary<uint, uint, Operators.Complement<uint>>();
        table["not.b64"] = Unary<ulong, ulong, Operators.Complement<ulong>>();
        table["mul.wide.s32"] = Binary<int, long, Operators.WideProduct>();
        table["mul.wide.u32"] = Binary<uint, ulong, Operators.WideUnsignedProduct>();
        table["mul.hi.s32"] = Binary<int, int, Operators.HighProduct>();
        table["mul.hi.u32"] = Binary<uint, uint, Operators.HighUnsignedProduct>();
        table["shl.b32"] = Binary<uint, uint, Operators.ShiftLeft>();
        table["shr.u32"] = table["shr.b32"] = Binary<uint, uint, Operators.ShiftRight>();
        table["shr.u64"] = table["shr.b64"] = ShiftRightWide;
        table["shr.s32"] = Binary<int, int, Operators.ShiftRightSigned>();
        table[Contraction.Subtraction] = Ternary<float, Operators.FusedMultiplySubtract>();
        table[Contraction.ReversedSubtraction] = Ternary<float, Operators.FusedNegatedMultiplyAdd>();
        foreach (string type in (string[])["b16", "u16", "b32", "u32", "s32", "f32"])
            table["selp." + type] = Ternary<uint, Operators.Select>();
        AddMoves(table);
        AddConversions(table);
        AddCopies(table);
        table["mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32"] = TensorProduct;
        return table;
    }

    // The count is of 4 bytes.
    private static Operation ShiftRightWide(PtxInstruction instruction, RegisterFile registers)
    {
        int target = Target<ulong>(instruction, registers, 3), value = Source<ulong>(instruction, registers, 1);
        int count = Source<uint>(instruction, registers, 2);
        return group =>
        {
            Span<ulong> to = group.Values<ulong>(target), from = group.Values<ulong>(value);
            Span<uint> counts = group.Values<uint>(count);
            foreach (int thread in group.Active)
                to[thread] = counts[thread] > 63 ? 0 : from[thread] >> (int)counts[thread];
        };
    }

    private static void AddMoves(Dictionary<string, Factory> table)
    {
        foreach (string type in (string[])["pred", "b16", "u16", "s16", "b32", "u32", "s32", "f32"])
            table["mov." + type] = Copy<uint>();
        foreach (string type in (string[])["b64", "u64", "s64", "f64"])
            table["mov." + type] = Copy<ulong>();
        table[Contraction.Copies] = (i, r) =>
            Lanes.Copy<uint>(r.Target(i.Operands[0], isWide: false), r.Narrow(i.Operands[1]))
            + Lanes.Copy<uint>(r.Target(i.Operands[2], isWide: false), r.Narrow(i.Operands[3]));
        // As on a card: a generic address of global memory is the address, one of shared memory lies in a window of its own.
        table["cvta.to.global.u64"] = table["cvta.global.u64"] = Copy<ulong>();
        table["cvta.to.shared.u64"] = Unary<ulong, ulong, Operators.FromGenericShared>();
        table["cvta.shared.u64"] = Unary<ulong, ulong, Operators.ToGenericShared>();
    }

    private static void AddConversions(Dictionary<string, Factory> table)
    {
        table["cvt.s32.u16"] = table["cvt.u32.u16"] = table["cvt.u16.u32"] = table["cvt.u16.s32"] = Unary<uint, uint, Operators.From16>();
        table["cvt.s32.s16"] = Unary<uint, int, Operators.FromSigned16>();
        table["cvt.s64.s32"] = Unary<int, long, Operators.Convert<int, long>>();
        table["cvt.u64.u32"] = table["cvt.s64.u32"] = Unary<uint, ulong, Operators.Convert<uint, ulong>>();
        table["cvt.u32.u64"] = table["cvt.s32.s64"] = table["cvt.u32.s64"] = Unary<ulong, uint, Operators.Convert<ulong, uint>>();
        table["cvt.rn.f32.s32"] = Unary<int, float, Operators.Convert<int, float>>();
        table["cvt.rn.f32.u32"] = Unary<uint, float, Operators.Convert<uint, float>>();
        table["cvt.rzi.s32.f32"] = Unary<float, int, Operators.ConvertSaturating<float, int>>();
        table["cvt.rzi.u32.f32"] = Unary<float, uint, Operators.ConvertSaturating<float, uint>>();
        table["cvt.f32.f16"] = Unary<uint, float, Operators.HalfToFloat>();
        table["cvt.rn.f16.f32"] = Unary<float, uint, Operators.FloatToHalf>();
        table["cvt.rna.tf32.f32"] = Unary<uint, uint, Operators.FloatToTensorFloat>();
        table["cvt.f64.f32"] = Unary<float, double, Operators.Convert<float, double>>();
        table["cvt.rn.f32.f64"] = Unary<double, float, Operators.Convert<double, float>>();
    }

    private static void AddIntegers<T>(Dictionary<string, Factory> table, string type, string low)
        where T : unmanaged, IBinaryInteger<T>
    {
        table["add." + type] = Vectors<T, Operators.Add<T>>();
        table["sub." + type] = Vectors<T, Operators.Subtract<T>>();
        table[$"mul.{low}{type}"] = Vectors<T, Operators.Multiply<T>>();
        table[$"mad.{low}{type}"] = Ternary<T, Operators.MultiplyAdd<T>>();
        table["div." + type] = Binary<T, T, Operators.Quotient<T>>();
        table["rem." + type] = Binary<T, T, Operators.Remainder<T>>();
        table["min." + type] = Binary<T, T, Operators.Min<T>>();
        table["max." + type] = Binary<T, T, Operators.Max<T>>();
        table["neg." + type] = Unary<T, T, Operators.Negate<T>>();
        table["abs." + type] = Unary<T, T, Operators.Absolute<T>>();
        AddComparisons<T>(table, type);
        table["setp.lo." + type] = table["setp.lt." + type];
        table["setp.ls." + type] = table["setp.le." + type];
        table["setp.hi." + type] = table["setp.gt." + type];
        table["setp.hs." + type] = table["setp.ge." + type];
    }

    private static void AddFloats<T>(Dictionary<string, Factory> table, string type)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        table["add." + type] = table["add.rn." + type] = Vectors<T, Operators.Add<T>>();
        table["sub." + type] = table["sub.rn." + type] = Vectors<T, Operators.Subtract<T>>();
        table["mul." + type] = table["mul.rn." + type] = Vectors<T, Operators.Multiply<T>>();
        table["div.rn." + type] = Binary<T, T, Operators.Divide<T>>();
        table["fma.rn." + type] = Ternary<T, Operators.FusedMultiplyAdd<T>>();
        table["min." + type] = Binary<T, T, Operators.Min<T>>();
        table["max." + type] = Binary<T, T, Operators.Max<T>>();
        table["neg." + type] = Unary<T, T, Operators.Negate<T>>();
        table["abs." + type] = Unary<T, T, Operators.Absolute<T>>();
        table["sqrt.rn." + type] = Unary<T, T, Operators.SquareRoot<T>>();
        table["rcp.rn." + type] = Unary<T, T, Operators.Reciprocal<T>>();
        AddComparisons<T>(table, type);
        table["setp.ne." + type] = Binary<T, uint, Operators.OrderedNotEqual<T>>();
        table["setp.equ." + type] = Binary<T, uint, Operators.UnorderedEqual<T>>();
        table["setp.neu." + type] = Binary<T, uint, Operators.Not<T, Operators.Equal<T>>>();
        table["setp.ltu." + type] = Binary<T, uint, Operators.Not<T, Operators.Swapped<T, Operators.LessOrEqual<T>>>>();
        table["setp.leu." + type] = Binary<T, uint, Operators.Not<T, Operators.Swapped<T, Operators.Less<T>>>>();
        table["setp.gtu." + type] = Binary<T, uint, Operators.Not<T, Operators.LessOrEqual<T>>>();
        table["setp.geu." + type] = Binary<T, uint, Operators.Not<T, Operators.Less<T>>>();
    }

    private static void AddComparisons<T>(Dictionary<string, Factory> table, string type)
        where T : unmanaged, INumber<T>
    {
        table["setp.eq." + type] = Binary<T, uint, Operators.Equal<T>>();
        table["setp.ne." + type] = Binary<T, uint, Operators.Not<T, Operators.Equal<T>>>();
        table["setp.lt." + type] = Binary<T, uint, Operators.Less<T>>();
        table["setp.le." + type] = Binary<T, uint, Operators.LessOrEqual<T>>();
        table["setp.gt." + type] = Binary<T, uint, Operators.Swapped<T, Operators.Less<T>>>();
        table["setp.ge." + type] = Binary<T, uint, Operators.Swapped<T, Operators.LessOrEqual<T>>>();
    }

    private static void AddBits<T>(Dictionary<string, Factory> table, string type)
        where T : unmanaged, IBinaryInteger<T>
    {
        table["and." + type] = Vectors<T, Operators.And<T>>();
        table["or." + type] = Vectors<T, Operators.Or<T>>();
        table["xor." + type] = Vectors<T, Operators.Xor<T>>();
        table["setp.eq." + type] = Binary<T, uint, Operators.Equal<T>>();
        table["setp.ne." + type] = Binary<T, uint, Operators.Not<T, Operators.Equal<T>>>();
    }

    private static Factory Unary<TFrom, TTo, TOperator>()
        where TFrom : unmanaged
        where TTo : unmanaged
        where TOperator : struct, IUnary<TFrom, TTo> => (i, r) =>
        Lanes.Unary<TFrom, TTo, TOperator>(Target<TTo>(i, r, 2), Source<TFrom>(i, r, 1));

    private static Factory Binary<TFrom, TTo, TOperator>()
        where TFrom : unmanaged
        where TTo : unmanaged
        where TOperator : struct, IBinary<TFrom, TTo> => (i, r) =>
        Lanes.Binary<TFrom, TTo, TOperator>(Target<TTo>(i, r, 3), Source<TFrom>(i, r, 1), Source<TFrom>(i, r, 2));

    private static Factory Vectors<T, TOperator>()
        where T : unmanaged
        where TOperator : struct, IVectorBinary<T> => (i, r) =>
        Lanes.Vectors<T, TOperator>(Target<T>(i, r, 3), Source<T>(i, r, 1), Source<T>(i, r, 2));

    private static Factory Copy<T>()
        where T : unmanaged => (i, r) => Lanes.Copy<T>(Target<T>(i, r, 2), Source<T>(i, r, 1));

    private static Factory Ternary<T, TOperator>()
        where T : unmanaged
        where TOperator : struct, ITernary<T> => (i, r) =>
        Lanes.Ternary<T, TOperator>(Target<T>(i, r, 4), Source<T>(i, r, 1), Source<T>(i, r, 2), Source<T>(i, r, 3));

    private static int Target<T>(PtxInstruction instruction, RegisterFile registers, int operands) =>
        instruction.Operands.Count == operands
            ? registers.Target(instruction.Operands[0], Unsafe.SizeOf<T>() == 8)
            : throw new NotSupportedException($"{instruction.Operands.Count} operands, expected {operands}");

    private static int Source<T>(PtxInstruction instruction, RegisterFile registers, int operand) =>
        Unsafe.SizeOf<T>() == 8 ? registers.Wide(instruction.Operands[operand]) : registers.Narrow(instruction.Operands[operand]);
}
