namespace IlgpuStyle.Transfer;

/// <summary>Why a run ended.</summary>
public enum TransferEnding
{
    /// <summary>All steps were made, or no step lowers the loss any more.</summary>
    Finished,

    /// <summary>The user asked to stop; the picture is the last accepted iterate.</summary>
    Interrupted,

    /// <summary>
    /// The loss or its gradient became NaN or infinite or exploded, again and again; the picture is the best
    /// iterate.
    /// </summary>
    Diverged,
}
