namespace PtxInterpreter;

/// <summary>
/// Fuses products with the additions that use them, as the driver's assembler is free to do where neither has a rounding modifier: mul.f32
/// t, a, b followed in the same basic block by add.f32 d, t, c, the only use of t, becomes one fma with one rounding.
/// </summary>
internal static class Contraction
{
    /// <summary>d = a·b − c with one rounding; no instruction of PTX.</summary>
    public const string Subtraction = "fma.minus.f32";

    /// <summary>d = c − a·b with one rounding; no instruction of PTX.</summary>
    public const string ReversedSubtraction = "fma.from.f32";

    /// <summary>Two copies: the factors of a product that is formed later; no instruction of PTX.</summary>
    public const string Copies = "mov.pair.f32";

    /// <summary>Rewrites a function.</summary>
    /// <returns>How many products have been fused.</returns>
    public static int Apply(PtxFunction function)
    {
        BasicBlock[] blocks = ControlFlow.Build(function);
        Dictionary<BasicBlock, HashSet<string>> live = Liveness.AtEnd(blocks);
        List<PtxInstruction> code = function.Instructions;
        int fused = 0;
        foreach (BasicBlock block in blocks)
        {
            for (int i = 0; i < block.Body.Length; i++)
            {
                PtxInstruction product = code[block.First + i];
                if (product is not { Opcode: "mul.f32", Guard: null } || OnlyUse(block, code, i, live[block]) is not (int use, int operand))
                    continue;
                Fuse(function, block.First + i, block.First + use, operand, fused++);
            }
        }

        return fused;
    }

    // The factors are copied where the product stood, since the registers that held them may be used again before the sum.
    private static void Fuse(PtxFunction function, int at, int use, int operand, int number)
    {
        List<PtxInstruction> code = function.Instructions;
        PtxInstruction product = code[at], sum = code[use];
        string a = $"%contracted{number}a", b = $"%contracted{number}b";
        function.NarrowRegisters.Add(a);
        function.NarrowRegisters.Add(b);
        string opcode = sum.Opcode == "add.f32" ? "fma.rn.f32" : operand == 1 ? Subtraction : ReversedSubtraction;
        code[at] = product with { Opcode = Copies, Operands = [a, product.Operands[1], b, product.Operands[2]] };
        code[use] = sum with { Opcode = opcode, Operands = [sum.Operands[0], a, b, sum.Operands[operand == 1 ? 2 : 1]] };
    }

    // Where in the block the product's result is used, if that is its only use and an addition or subtraction.
    private static (int Use, int Operand)? OnlyUse(BasicBlock block, List<PtxInstruction> code, int at, HashSet<string> liveAtEnd)
    {
        string target = code[block.First + at].Operands[0];
        (int, int)? found = null;
        for (int i = at + 1; i < block.Body.Length; i++)
        {
            PtxInstruction instruction = code[block.First + i];
            int uses = Liveness.Uses(instruction).Count(name => name == target);
            if (uses > 0)
            {
                if (found is not null || uses > 1 || instruction is not { Opcode: "add.f32" or "sub.f32", Guard: null })
                    return null;
                found = (i, instruction.Operands[1] == target ? 1 : 2);
            }

            if (Liveness.Definitions(instruction).Contains(target))
                return found;
        }

        bool usedAtEnd = block.End is not null && Liveness.Uses(block.End).Contains(target);
        return usedAtEnd || liveAtEnd.Contains(target) ? null : found;
    }
}
