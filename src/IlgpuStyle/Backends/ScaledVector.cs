using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <summary>A number per channel and the factor that it goes with, in the operators that work on sums beside Gram matrices.</summary>
/// <param name="Vector">(C, 1, 1).</param>
/// <param name="Scale">Factor.</param>
internal readonly record struct ScaledVector(Tensor Vector, double Scale);
