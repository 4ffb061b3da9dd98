using IlgpuStyle.Imaging;

namespace IlgpuStyle.Transfer;

/// <summary>A picture that a run takes its style from.</summary>
/// <param name="Picture">Any size; the run resizes it.</param>
/// <param name="Weight">Its share where several styles are blended, more than 0; only the ratios count.</param>
public sealed record StylePicture(RgbImage Picture, double Weight = 1);
