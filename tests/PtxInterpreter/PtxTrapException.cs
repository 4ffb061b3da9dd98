namespace PtxInterpreter;

/// <summary>A kernel was stopped; the message names kernel, group, thread, line and what happened there.</summary>
/// <param name="trap">The kind.</param>
/// <param name="message">Where and what.</param>
public sealed class PtxTrapException(PtxTrap trap, string message) : Exception(message)
{
    /// <summary>The kind.</summary>
    public PtxTrap Trap { get; } = trap;
}
