namespace PtxInterpreter;

/// <summary>What an instruction does to the active threads of a group.</summary>
internal delegate void Operation(ThreadGroup group);
