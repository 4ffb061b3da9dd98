namespace PtxInterpreter;

/// <summary>Instructions that are executed one after the other, and where control goes then.</summary>
internal sealed class BasicBlock
{
    /// <summary>Index of the first instruction.</summary>
    public required int First { get; init; }

    /// <summary>The instructions, without the one that ends the block.</summary>
    public required PtxInstruction[] Body { get; init; }

    /// <summary>The branch, barrier or return at the end; null if control falls through.</summary>
    public required PtxInstruction? End { get; init; }

    /// <summary>The block that follows in the text: where threads go whose branch is not taken, or after a barrier; null at the
    /// end.</summary>
    public BasicBlock? Next { get; set; }

    /// <summary>Where a branch goes.</summary>
    public BasicBlock? Target { get; set; }

    /// <summary>Loops around it.</summary>
    public int Depth { get; set; }

    /// <summary>Position in the order of scheduling: what comes later in a loop's round, or after the loop, has a higher one.</summary>
    public int Order { get; set; } = -1;

    /// <summary>What the instructions of <see cref="Body"/> do.</summary>
    public Operation[] Operations { get; set; } = [];

    /// <summary>Slot of the predicate of <see cref="End"/>; −1 if it has none.</summary>
    public int Predicate { get; set; } = -1;

    /// <summary>How often threads have executed it.</summary>
    public long ThreadExecutions { get; set; }

    /// <summary>Instructions with the one at the end.</summary>
    public int Length => Body.Length + (End is null ? 0 : 1);

    /// <summary>Blocks that may come next.</summary>
    public IEnumerable<BasicBlock> Successors()
    {
        if (Target is not null)
            yield return Target;
        if (Next is not null && End is not { Guard: null, Opcode: "bra" or "bra.uni" or "ret" or "exit" })
            yield return Next;
    }
}
