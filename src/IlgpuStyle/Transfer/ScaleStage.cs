using IlgpuStyle.Imaging;

namespace IlgpuStyle.Transfer;

/// <summary>One stage of a run as it will happen.</summary>
/// <param name="Size">The picture's size in this stage.</param>
/// <param name="Iterations">Optimiser steps, at least 0.</param>
internal sealed record ScaleStage(ImageSize Size, int Iterations);
