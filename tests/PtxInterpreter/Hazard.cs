namespace PtxInterpreter;

/// <summary>What an access would do wrong.</summary>
/// <param name="Trap">The kind.</param>
/// <param name="Reason">A clause for the message.</param>
internal sealed record Hazard(PtxTrap Trap, string Reason);
