namespace IlgpuStyle.Runs.Batches;

/// <summary>What became of a job.</summary>
internal enum PictureOutcome
{
    /// <summary>The picture was made.</summary>
    Made,

    /// <summary>The picture was there already, made from the same inputs, weights and settings.</summary>
    Kept,

    /// <summary>It could not be made; the message says why.</summary>
    Failed,

    /// <summary>
    /// The user stopped the batch meanwhile; what there was is saved, and the next run makes it anew.
    /// </summary>
    Interrupted,
}
