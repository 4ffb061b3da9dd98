namespace IlgpuStyle.Losses;

/// <summary>On which values total variation is measured.</summary>
public enum TotalVariationSpace
{
    /// <summary>The picture, RGB in [0, 1].</summary>
    Picture,

    /// <summary>What the network is fed: scaled, and divided by its standard deviations.</summary>
    NetworkInput,
}
