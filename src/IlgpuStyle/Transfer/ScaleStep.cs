namespace IlgpuStyle.Transfer;

/// <summary>One stage of a coarse-to-fine run.</summary>
/// <param name="Factor">Size relative to the output, in (0, 1].</param>
/// <param name="Iterations">Optimiser steps at this size, at least 1.</param>
public readonly record struct ScaleStep(double Factor, int Iterations);
