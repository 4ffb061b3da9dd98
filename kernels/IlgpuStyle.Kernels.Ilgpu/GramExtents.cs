namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The numbers of a Gram launch.</summary>
/// <param name="channels">C.</param>
/// <param name="positions">M = H·W.</param>
/// <param name="splitLength">Positions that one partial sum covers.</param>
internal readonly struct GramExtents(int channels, int positions, int splitLength)
{
    public readonly int C = channels;
    public readonly int M = positions;
    public readonly int SplitLength = splitLength;
    public readonly int Splits = (positions + splitLength - 1) / splitLength;
}
