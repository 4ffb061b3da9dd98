namespace IlgpuStyle.Runs.Workshop;

/// <summary>Where a picture came from.</summary>
internal enum PictureOrigin
{
    /// <summary>Somebody sent it.</summary>
    Upload,

    /// <summary>It belongs to the program.</summary>
    Example,

    /// <summary>A run has read it.</summary>
    Run,
}
