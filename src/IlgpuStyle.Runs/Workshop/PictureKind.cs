namespace IlgpuStyle.Runs.Workshop;

/// <summary>What a picture is for.</summary>
internal enum PictureKind
{
    /// <summary>To be painted.</summary>
    Photo,

    /// <summary>To lend its style.</summary>
    Painting,

    /// <summary>To say where something counts.</summary>
    Mask,
}
