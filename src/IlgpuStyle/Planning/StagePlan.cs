using IlgpuStyle.Imaging;

namespace IlgpuStyle.Planning;

/// <summary>What one stage will take.</summary>
/// <param name="Size">Size of its pictures.</param>
/// <param name="Iterations">Optimiser steps.</param>
/// <param name="Evaluations">Expected evaluations of loss and gradient.</param>
/// <param name="SecondsPerEvaluation">Expected.</param>
/// <param name="Time">Expected, with the optimiser's own share.</param>
internal sealed record StagePlan(ImageSize Size, int Iterations, int Evaluations, double SecondsPerEvaluation, TimeSpan Time);
