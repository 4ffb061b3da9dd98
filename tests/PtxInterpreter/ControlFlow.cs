namespace PtxInterpreter;

/// <summary>Cuts a function into basic blocks and puts them into an order in which threads that have parted meet again soon.</summary>
internal static class ControlFlow
{
    /// <summary>The reachable blocks by <see cref="BasicBlock.Order"/>; the first is the entry.</summary>
    /// <exception cref="NotSupportedException">A branch goes to a label that is not there.</exception>
    public static BasicBlock[] Build(PtxFunction function)
    {
        List<PtxInstruction> code = function.Instructions;
        SortedSet<int> starts = [0, .. function.Labels.Values.Where(at => at < code.Count)];
        for (int i = 0; i + 1 < code.Count; i++)
        {
            if (code[i].EndsBlock)
                starts.Add(i + 1);
        }

        int[] bounds = [.. starts, code.Count];
        Dictionary<int, BasicBlock> blocks = [];
        for (int i = 0; i + 1 < bounds.Length; i++)
        {
            PtxInstruction last = code[bounds[i + 1] - 1];
            blocks[bounds[i]] = new BasicBlock
            {
                First = bounds[i],
                Body = [.. code.Skip(bounds[i]).Take(bounds[i + 1] - bounds[i] - (last.EndsBlock ? 1 : 0))],
                End = last.EndsBlock ? last : null,
            };
        }

        for (int i = 0; i + 1 < bounds.Length; i++)
        {
            BasicBlock block = blocks[bounds[i]];
            block.Next = blocks.GetValueOrDefault(bounds[i + 1]);
            if (block.End is { Opcode: "bra" or "bra.uni" } branch)
                block.Target = function.Labels.TryGetValue(branch.Operands[0], out int at)
                    ? blocks[at]
                    : throw new NotSupportedException($"line {branch.Line}: no label '{branch.Operands[0]}'");
        }

        CountLoops([.. blocks.Values]);
        return Order(blocks[0]);
    }

    // A branch back to a block on the way to it makes a loop of everything from which it is reached without passing that block.
    private static void CountLoops(List<BasicBlock> blocks)
    {
        ILookup<BasicBlock, BasicBlock> predecessors = blocks.SelectMany(b => b.Successors().Select(s => (From: b, To: s)))
            .ToLookup(edge => edge.To, edge => edge.From);
        foreach (IGrouping<BasicBlock, BasicBlock> loop in BackEdges(blocks[0]).ToLookup(edge => edge.Head, edge => edge.Tail))
        {
            HashSet<BasicBlock> members = [loop.Key];
            Stack<BasicBlock> open = new(loop);
            while (open.TryPop(out BasicBlock? block))
            {
                if (!members.Add(block))
                    continue;
                foreach (BasicBlock predecessor in predecessors[block])
                    open.Push(predecessor);
            }

            foreach (BasicBlock member in members)
                member.Depth++;
        }
    }

    private static List<(BasicBlock Head, BasicBlock Tail)> BackEdges(BasicBlock entry)
    {
        List<(BasicBlock, BasicBlock)> edges = [];
        HashSet<BasicBlock> seen = [entry], onPath = [entry];
        Walk(entry);
        return edges;

        void Walk(BasicBlock block)
        {
            foreach (BasicBlock successor in block.Successors())
            {
                if (onPath.Contains(successor))
                    edges.Add((successor, block));
                if (!seen.Add(successor))
                    continue;
                onPath.Add(successor);
                Walk(successor);
                onPath.Remove(successor);
            }
        }
    }

    // Reverse postorder; of two successors the one that leaves a loop is visited first, and so comes later.
    private static BasicBlock[] Order(BasicBlock entry)
    {
        List<BasicBlock> postorder = [];
        HashSet<BasicBlock> seen = [];
        Walk(entry);
        postorder.Reverse();
        for (int i = 0; i < postorder.Count; i++)
            postorder[i].Order = i;
        return [.. postorder];

        void Walk(BasicBlock block)
        {
            seen.Add(block);
            foreach (BasicBlock successor in block.Successors().OrderBy(s => s.Depth))
            {
                if (!seen.Contains(successor))
                    Walk(successor);
            }

            postorder.Add(block);
        }
    }
}
