using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Of the forward: a thread reads and writes four rows of one term; neighbouring threads have neighbouring rows.</summary>
internal readonly struct ForwardWeights : IWinogradWeights
{
    private const int Rows = WinogradTiledKernels.StageRows - 1;

    /// <inheritdoc/>
    public int First(int m, WinogradProduct p) => ((Group.IdxX >> 4) & Rows) * p.WeightPitch + m + (Group.IdxX & 15) * 4;

    /// <inheritdoc/>
    public int Target(int first) => first + (Group.IdxX >> 4) * WinogradTiledKernels.WeightPitch + (Group.IdxX & 15);

    /// <inheritdoc/>
    public int Flip => WinogradTiledKernels.Flip;

    /// <inheritdoc/>
    public void Store(Float4 weights, ArrayView<Float4> shared, int target) => shared[target] = weights;
}
