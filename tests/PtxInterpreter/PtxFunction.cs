namespace PtxInterpreter;

/// <summary>An entry of a PTX module, parsed.</summary>
internal sealed class PtxFunction
{
    /// <summary>Name of the entry.</summary>
    public required string Name { get; init; }

    /// <summary>Parameters in order.</summary>
    public List<PtxVariable> Parameters { get; } = [];

    /// <summary>Arrays in shared memory.</summary>
    public List<PtxVariable> Shared { get; } = [];

    /// <summary>Arrays of one thread.</summary>
    public List<PtxVariable> Local { get; } = [];

    /// <summary>Registers that hold 8 bytes; all others hold 4, or less.</summary>
    public HashSet<string> WideRegisters { get; } = [];

    /// <summary>Registers of at most 4 bytes.</summary>
    public HashSet<string> NarrowRegisters { get; } = [];

    /// <summary>The code.</summary>
    public List<PtxInstruction> Instructions { get; } = [];

    /// <summary>Where each label stands in <see cref="Instructions"/>.</summary>
    public Dictionary<string, int> Labels { get; } = [];

    /// <summary>Threads a group of .maxntid, or 0.</summary>
    public int MaxThreads { get; set; }

    /// <summary>Bytes of the argument block.</summary>
    public int ParameterBytes => Parameters.Count == 0 ? 0 : Parameters[^1].Offset + Parameters[^1].Bytes;

    /// <summary>Bytes of shared memory.</summary>
    public int SharedBytes => Shared.Sum(variable => variable.Bytes);
}
