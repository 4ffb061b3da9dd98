namespace IlgpuStyle.Transfer;

/// <summary>Where the optimisation starts.</summary>
public enum InitKind
{
    /// <summary>At the content picture.</summary>
    Content,

    /// <summary>At seeded Gaussian noise around mid-grey.</summary>
    Noise,

    /// <summary>At a picture of the user's, resized to the content's size.</summary>
    Picture,
}
