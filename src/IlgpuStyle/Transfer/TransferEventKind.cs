namespace IlgpuStyle.Transfer;

/// <summary>What happened in a run besides its steps.</summary>
internal enum TransferEventKind
{
    /// <summary>The run goes on from a saved state.</summary>
    Resumed,

    /// <summary>The loss was not finite or exploded: the picture is the best iterate again.</summary>
    RolledBack,

    /// <summary>It happened too often; the run ends with the best picture.</summary>
    GaveUp,

    /// <summary>Somebody changed the weights of the loss.</summary>
    WeightsChanged,

    /// <summary>Somebody made the run wait.</summary>
    Paused,

    /// <summary>The waiting is over.</summary>
    Continued,

    /// <summary>Somebody stopped the run.</summary>
    Interrupted,
}
