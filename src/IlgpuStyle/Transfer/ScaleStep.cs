namespace IlgpuStyle.Transfer;

/// <summary>One stage of a coarse-to-fine run.</summary>
/// <param name="Factor">Size relative to the output, in (0, 1].</param>
/// <param name="Iterations">Optimiser steps at this size, at least 0: a coarse stage of none is left out.</param>
public readonly record struct ScaleStep(double Factor, int Iterations);
