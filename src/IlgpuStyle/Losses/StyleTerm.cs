using IlgpuStyle.Imaging;

namespace IlgpuStyle.Losses;

/// <summary>One style loss to be: what is compared with, where, and how much it counts.</summary>
/// <param name="Layer">Index among the preset's style layers.</param>
/// <param name="Target">The style's statistics there.</param>
/// <param name="Share">Its weight among the terms of the layer; 1 if it is the only one.</param>
/// <param name="Part">Which of them it is, for reports; empty if it is the only one.</param>
/// <param name="Region">Where in the result; null for everywhere.</param>
internal sealed record StyleTerm(int Layer, StyleTarget Target, double Share, string Part, Mask? Region);
