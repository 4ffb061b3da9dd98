namespace PtxInterpreter;

/// <content>Copies from global to shared memory that go on while the thread does.</content>
internal static partial class InstructionSet
{
    private static void AddCopies(Dictionary<string, Factory> table)
    {
        table["cp.async.ca.shared.global"] = (i, r) => CopyLater(i, r, [4, 8, 16]);
        table["cp.async.cg.shared.global"] = (i, r) => CopyLater(i, r, [16]);
        table["cp.async.commit_group"] = (_, _) => group =>
        {
            foreach (int thread in group.Active)
                group.CommitCopies(thread);
        };
        table["cp.async.wait_group"] = (i, _) =>
        {
            int left = i.Operands is [string count] && int.TryParse(count, out int number) && number >= 0
                ? number
                : throw new NotSupportedException("expected a number of groups");
            return group =>
            {
                foreach (int thread in group.Active)
                    group.AwaitCopies(thread, left);
            };
        };
    }

    private static Operation CopyLater(PtxInstruction instruction, RegisterFile registers, int[] sizes)
    {
        if (instruction.Operands.Count != 3 || !int.TryParse(instruction.Operands[2], out int bytes) || !sizes.Contains(bytes))
            throw new NotSupportedException($"expected two addresses and {string.Join(" or ", sizes)}");
        (string target, long targetOffset) = PtxParser.Address(instruction.Operands[0]);
        (string source, long sourceOffset) = PtxParser.Address(instruction.Operands[1]);
        int to = registers.Wide(target), from = registers.Wide(source);
        return group =>
        {
            Span<ulong> targets = group.Values<ulong>(to), sources = group.Values<ulong>(from);
            foreach (int thread in group.Active)
                group.BeginCopy(targets[thread] + (ulong)targetOffset, sources[thread] + (ulong)sourceOffset, bytes, thread);
        };
    }
}
