namespace PtxInterpreter;

/// <summary>How programs are executed.</summary>
public sealed record InterpreterOptions
{
    /// <summary>
    /// Whether a product without a rounding modifier that is used once, by an addition or subtraction of the same basic block, is fused
    /// with it, as the driver's assembler may do. Results must hold either way.
    /// </summary>
    public bool Contract { get; init; }

    /// <summary>Basic blocks that one group executes at most.</summary>
    public long MaxBlocks { get; init; } = 100_000_000;
}
