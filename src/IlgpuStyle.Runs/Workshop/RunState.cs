namespace IlgpuStyle.Runs.Workshop;

/// <summary>What becomes of a run in a workshop.</summary>
internal enum RunState
{
    /// <summary>It waits for those before it.</summary>
    Queued,

    /// <summary>It is being painted.</summary>
    Running,

    /// <summary>It waits for somebody to continue it, or will after the present step.</summary>
    Paused,

    /// <summary>It ends after the present step.</summary>
    Stopping,

    /// <summary>It was interrupted, or never begun; it can go on.</summary>
    Stopped,

    /// <summary>Its picture is done.</summary>
    Finished,

    /// <summary>Something went wrong; <see cref="RunSummary.Message"/> says what.</summary>
    Failed,
}
