using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>
/// S = M·(I + Σ_{k=1..4} a_k·4^{−k}·U^k·(Uᵀ)^k) with bilinear upsampling U (<see cref="IVectorOperators.UpsampleAccumulate"/>), a = ½,
/// ½·√2, 1, √2, and M = 1 on free pixels, 0 on pinned ones: a change of variables that makes slow colours and shapes as quick as fine
/// detail.
/// <para>
/// Why: the losses of style transfer are flat in low frequencies. Along the steps of a run the curvature sᵀy/sᵀs of brightness is 70 times
/// smaller below 0.01 cycles a pixel than at 0.1, that of the other two colour directions 20 times. U^k(Uᵀ)^k·4^{−k} is a blur of some
/// 2^k/√2 pixels that keeps a constant, so S passes detail as it is and multiplies a constant by 1 + Σa_k = 4.6.
/// </para>
/// <para>
/// One application is a V-cycle over r_0 = z, r_{k+1} = Uᵀr_k, then w_4 = r_4, w_k = r_k + c_{k+1}·U·w_{k+1} with a_k = 4^k·Πc, in place.
/// Memory: a third of a picture. S without M is symmetric; Sᵀ leaves M out because the gradient is 0 on pinned pixels already.
/// </para>
/// </summary>
internal sealed class PyramidPreconditioner : IPreconditioner
{
    private const int Levels = 4;

    private const double FirstGain = 0.5 / 4;

    private static readonly double s_gain = Math.Sqrt(2) / 4;

    private readonly IBackend _backend;
    private readonly Tensor? _free;
    private readonly VectorPyramid _pyramid;

    /// <summary>Allocates the levels.</summary>
    /// <param name="backend">Where the vectors live.</param>
    /// <param name="shape">(C, H, W) of x.</param>
    /// <param name="wraps">Whether opposite borders are neighbours; levels end where a side is odd.</param>
    /// <param name="free">(1, H, W), 0 where x must not change, else 1; null if all may. Not disposed.</param>
    public PyramidPreconditioner(IBackend backend, TensorShape shape, bool wraps, Tensor? free = null)
    {
        _backend = backend;
        _free = free;
        _pyramid = new VectorPyramid(backend, "preconditioner", shape, Levels, wraps);
    }

    /// <inheritdoc/>
    public void Apply(Tensor z, Tensor step)
    {
        ApplyTransposed(z, step);
        if (_free is not null)
            _backend.MaskMultiply(step, _free, step);
    }

    /// <inheritdoc/>
    public void ApplyTransposed(Tensor gradient, Tensor transformed)
    {
        _pyramid.Reduce(gradient);
        IReadOnlyList<Tensor> levels = _pyramid.Levels;
        for (int k = levels.Count - 1; k > 0; k--)
            _pyramid.Grow(levels[k], s_gain, levels[k - 1]);
        _backend.Copy(gradient, transformed);
        if (levels.Count > 0)
            _pyramid.Grow(levels[0], FirstGain, transformed);
    }

    /// <inheritdoc/>
    public void Dispose() => _pyramid.Dispose();
}
