namespace IlgpuStyle.Preview;

/// <summary>The weights that the sliders show.</summary>
/// <param name="Content">Of the content term.</param>
/// <param name="Style">Of the style term.</param>
/// <param name="TotalVariation">Of total variation.</param>
public sealed record PreviewWeights(double Content, double Style, double TotalVariation);
