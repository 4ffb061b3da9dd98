using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Of the backward, where terms are contiguous: a thread reads four terms of one row, two threads 32 contiguous bytes, and writes them one
/// by one; a warp's 32 lie in 32 banks.
/// </summary>
internal readonly struct BackwardWeights : IWinogradWeights
{
    private const int Pitch = WinogradTiledKernels.WeightPitch * 4;
    private const int Rows = ConvolutionPacking.TileChannels - 1;

    /// <inheritdoc/>
    public int First(int m, WinogradProduct p) => (m + ((Group.IdxX >> 1) & Rows)) * p.WeightPitch + (Group.IdxX & 1) * 4;

    /// <inheritdoc/>
    public int Target(int first)
    {
        // In floats. Terms 0 and 4, and 8 and 12 for the half whose weights nobody reads.
        int term = (((Group.IdxX >> 6) & 2) | (Group.IdxX & 1)) * 4, row = (Group.IdxX >> 1) & Rows;
        return first * 4 + term * Pitch + row;
    }

    /// <inheritdoc/>
    public int Flip => WinogradTiledKernels.Flip * 4;

    /// <inheritdoc/>
    public void Store(Float4 weights, ArrayView<Float4> shared, int target)
    {
        ArrayView<float> at = shared.Cast<float>().SubView(target, 3 * Pitch + 1);
        at[0] = weights.X;
        at[Pitch] = weights.Y;
        at[2 * Pitch] = weights.Z;
        at[3 * Pitch] = weights.W;
    }
}
