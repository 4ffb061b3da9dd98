namespace IlgpuStyle.Losses;

/// <summary>
/// What F·Fᵀ is multiplied with, for features of C channels and M positions of the picture they come from.
/// </summary>
public enum GramNormalization
{
    /// <summary>1/M: mean over positions, so that pictures of different sizes compare.</summary>
    Positions,

    /// <summary>1/(C·M).</summary>
    ChannelsAndPositions,
}
