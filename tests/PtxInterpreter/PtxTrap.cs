namespace PtxInterpreter;

/// <summary>What a program did that a card would answer with garbage, with a fault, or with the right result by luck.</summary>
public enum PtxTrap
{
    /// <summary>An access outside every buffer, shared array or parameter list.</summary>
    OutOfBounds,

    /// <summary>An access to a buffer that has been given back.</summary>
    FreedBuffer,

    /// <summary>An access whose address is no multiple of its size (of the whole vector's for .v2 and .v4).</summary>
    Misaligned,

    /// <summary>A read of memory that neither the host nor a kernel has written; shared memory begins like this in every group.</summary>
    NeverWritten,

    /// <summary>Two threads met at one address without a barrier between them, and one of them wrote.</summary>
    Race,

    /// <summary>Not all threads of a group came to the same barrier.</summary>
    DivergentBarrier,

    /// <summary>An instruction that the 32 threads of a warp execute together was reached by some of them only.</summary>
    DivergentWarp,

    /// <summary>A factor of the tensor cores' TF32 has bits that TF32 does not hold.</summary>
    Unrounded,

    /// <summary>An integer division by zero.</summary>
    DivisionByZero,

    /// <summary>A group went on past <see cref="InterpreterOptions.MaxBlocks"/>.</summary>
    Endless,
}
