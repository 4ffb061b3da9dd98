using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>
/// The function that an optimiser minimises, f: R^n → R. It may not change <paramref name="x"/>, and the same
/// x must give the same answer. Infinity and NaN are allowed answers: an optimiser steps back from them.
/// </summary>
/// <param name="x">Where to evaluate, any shape.</param>
/// <param name="gradient">∇f(x), same shape, overwritten. It need not be the same tensor at each
/// call.</param>
/// <returns>f(x).</returns>
internal delegate double Objective(Tensor x, Tensor gradient);
