namespace PtxInterpreter;

/// <summary>Which registers are read before they are written again.</summary>
internal static class Liveness
{
    /// <summary>Registers whose values are needed after each block.</summary>
    public static Dictionary<BasicBlock, HashSet<string>> AtEnd(BasicBlock[] blocks)
    {
        Dictionary<BasicBlock, (HashSet<string> Uses, HashSet<string> Definitions)> own = blocks.ToDictionary(b => b, Summarize);
        Dictionary<BasicBlock, HashSet<string>> begin = blocks.ToDictionary(b => b, b => new HashSet<string>(own[b].Uses));
        Dictionary<BasicBlock, HashSet<string>> end = blocks.ToDictionary(b => b, _ => new HashSet<string>());
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int i = blocks.Length - 1; i >= 0; i--)
            {
                BasicBlock block = blocks[i];
                foreach (BasicBlock successor in block.Successors())
                foreach (string name in begin[successor])
                {
                    if (end[block].Add(name) && !own[block].Definitions.Contains(name))
                        changed |= begin[block].Add(name);
                }
            }
        }

        return end;
    }

    /// <summary>Registers that an instruction writes: its first operands, as many as it loads.</summary>
    public static IEnumerable<string> Definitions(PtxInstruction instruction) => instruction.Operands.Take(CountDefinitions(instruction));

    /// <summary>Operands that an instruction reads, constants among them.</summary>
    public static IEnumerable<string> Uses(PtxInstruction instruction)
    {
        IEnumerable<string> operands = instruction.Operands.Skip(CountDefinitions(instruction))
            .Select(operand => operand[0] == '[' ? PtxParser.Address(operand).Base : operand);
        return instruction.Guard is null ? operands : operands.Append(instruction.Guard);
    }

    private static int CountDefinitions(PtxInstruction instruction)
    {
        string opcode = instruction.Opcode;
        if (instruction.EndsBlock || opcode[..3] is "st." or "cp.")
            return 0;
        if (opcode.StartsWith("ld", StringComparison.Ordinal))
            return instruction.Operands.Count - 1;
        return opcode.StartsWith("mma.", StringComparison.Ordinal) ? 4 : 1;
    }

    private static (HashSet<string> Uses, HashSet<string> Definitions) Summarize(BasicBlock block)
    {
        HashSet<string> uses = [], definitions = [];
        IEnumerable<PtxInstruction> all = block.End is null ? block.Body : block.Body.Append(block.End);
        foreach (PtxInstruction instruction in all)
        {
            uses.UnionWith(Uses(instruction).Where(name => !definitions.Contains(name)));
            // A guarded instruction may leave the old value.
            if (instruction.Guard is null)
                definitions.UnionWith(Definitions(instruction));
        }

        return (uses, definitions);
    }
}
