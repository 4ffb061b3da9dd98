using IlgpuStyle.Imaging;

namespace IlgpuStyle.Losses;

/// <summary>A picture that lends its style, at the size at which it goes through the network.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Weight">Its share, more than 0; only the ratios count.</param>
/// <param name="Part">
/// Which part of the picture lends its style; null for all of it. Of the picture's size.
/// </param>
/// <param name="Region">Where in the result it acts; null for everywhere. Of the result's size.</param>
/// <param name="Lends">Which layers it lends its style to.</param>
internal sealed record StyleSource(
    RgbImage Picture, double Weight = 1, Mask? Part = null, Mask? Region = null, LentLayers Lends = LentLayers.All);
