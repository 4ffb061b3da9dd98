using IlgpuStyle.Backends;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>
/// E, a positive diagonal that L-BFGS learns from its own pairs: in variables z with x = x₀ + S·E·z every place and channel answers a step
/// with about as much gradient as every other, |s| ≈ |y| around each pixel. The inverse Hessian then begins at γ·S·E²·Sᵀ.
/// <para>
/// Why: the curvature of style transfer differs from place to place, sky to leaves, and ten pairs are too few to say so. Diagonals from the
/// pairs: Gilbert &amp; Lemaréchal, "Some numerical experiments with variable-storage quasi-Newton algorithms" (Mathematical Programming
/// 45, 1989). Theirs follows the BFGS formula pixel by pixel; this one is a ratio of energies.
/// </para>
/// <para>
/// <see cref="Fit"/>: with a = Σ_i w_i·s_i², e = Σ_i w′_i·y_i² smoothed over some 10 pixels, each pair counting alike, R = (a/e)^¼ divided
/// by its geometric mean, limited to [½, 2]; E ← E·R, s_i ← s_i/R, y_i ← y_i·R, g ← g·R, the same pairs in the new variables, sᵀy as it
/// was. After the first three pairs, then after every eight.
/// </para>
/// All on the backend but the ratio, at a sixteenth of the pixels. Memory: 1⅓ vectors.
/// </summary>
internal sealed class LocalScale : IRunState, IDisposable
{
    private const int Levels = 2;

    private const int FirstPairs = 3, PairsBetween = 8;

    private const double MostChange = 2;

    // Neighbours differ by MostChange² at most, so that the first guess of 1/R is off by 9/16; squared so often, that is under 10⁻⁷.
    private const int InversionSteps = 5;

    private readonly IBackend _backend;
    private readonly Tensor _scale;
    private readonly VectorPyramid _pyramid;
    private int _pairs;
    private bool _isFitted;

    /// <summary>Allocates; E = 1.</summary>
    /// <param name="backend">Where the vectors live.</param>
    /// <param name="shape">(C, H, W) of x.</param>
    /// <param name="wraps">Whether opposite borders are neighbours; levels end where a side is odd.</param>
    public LocalScale(IBackend backend, TensorShape shape, bool wraps)
    {
        _backend = backend;
        _scale = backend.Allocate("local scale", shape, TensorRole.Vector);
        backend.Fill(_scale, 1);
        _pyramid = new VectorPyramid(backend, "scale", shape, Levels, wraps);
    }

    /// <summary>Whether the pairs kept since the last time are enough for <see cref="Fit"/>.</summary>
    public bool IsDue => _pairs >= (_isFitted ? PairsBetween : FirstPairs);

    /// <summary>A pair was kept.</summary>
    public void CountPair() => _pairs++;

    /// <summary>The pairs were dropped; E stays.</summary>
    public void Forget() => _pairs = 0;

    /// <summary>output = E·vector; may be in place.</summary>
    public void Apply(Tensor vector, Tensor output) => _backend.MaskMultiply(vector, _scale, output);

    /// <summary>Changes E, and the pairs and the gradient with it.</summary>
    /// <param name="s">s_i in the present variables, at least one.</param>
    /// <param name="y">y_i, as many.</param>
    /// <param name="gradient">g.</param>
    /// <param name="scratch">Three vectors that are overwritten.</param>
    public void Fit(IReadOnlyList<Tensor> s, IReadOnlyList<Tensor> y, Tensor gradient, (Tensor R, Tensor Inverse, Tensor Work) scratch)
    {
        (Tensor factor, Tensor inverse, Tensor work) = scratch;
        double[] ratios = [.. Energies(s, work).Zip(Energies(y, work), LogRatio)];
        double mean = ratios.Average();
        double[] factors = [.. ratios.Select(ratio => Math.Clamp(Math.Exp(ratio - mean), 1 / MostChange, MostChange))];
        Spread(factors, factor);
        Spread([.. factors.Select(value => 1 / value)], inverse);
        for (int i = 0; i < InversionSteps; i++)
        {
            _backend.MaskMultiply(inverse, factor, work);
            _backend.MaskMultiply(work, inverse, work);
            _backend.LinearCombination([2, -1], [inverse, work], inverse);
        }

        foreach (Tensor vector in (IEnumerable<Tensor>)[_scale, gradient, .. y])
            _backend.MaskMultiply(vector, factor, vector);
        foreach (Tensor vector in s)
            _backend.MaskMultiply(vector, inverse, vector);
        _pairs = 0;
        _isFitted = true;
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.Write("pairs", _pairs);
        state.Write("fitted", _isFitted);
        state.Write("scale", _backend, _scale);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _pairs = state.ReadInteger("pairs", 0, PairsBetween);
        _isFitted = state.ReadBoolean("fitted");
        state.Read("scale", _backend, _scale);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scale.Dispose();
        _pyramid.Dispose();
    }

    /// <summary>ln (a/e)^¼; no opinion where one of them is zero, as for a gradient that is masked.</summary>
    private static double LogRatio(double a, double e) => a > 0 && e > 0 ? Math.Log(a / e) / 4 : 0;

    /// <summary>Smoothed squares at the coarsest level, summed over the vectors so that each counts alike.</summary>
    private double[] Energies(IReadOnlyList<Tensor> vectors, Tensor work)
    {
        float[] cells = new float[CoarsestOf(work).Shape.Length];
        double[] sums = new double[cells.Length];
        foreach (Tensor vector in vectors)
        {
            _backend.MaskMultiply(vector, vector, work);
            _backend.Download(_pyramid.Reduce(work), cells);
            double total = 0;
            foreach (float cell in cells)
                total += cell;
            for (int i = 0; total > 0 && i < cells.Length; i++)
                sums[i] += cells[i] / total;
        }

        return sums;
    }

    /// <summary>From the coarsest level to every pixel.</summary>
    private void Spread(double[] cells, Tensor vector)
    {
        _backend.Upload([.. cells.Select(cell => (float)cell)], CoarsestOf(vector));
        IReadOnlyList<Tensor> levels = _pyramid.Levels;
        for (int k = levels.Count - 1; k >= 0; k--)
        {
            Tensor finer = k > 0 ? levels[k - 1] : vector;
            _backend.Fill(finer, 0);
            _pyramid.Grow(levels[k], 1, finer);
        }
    }

    private Tensor CoarsestOf(Tensor vector) => _pyramid.Levels.LastOrDefault() ?? vector;
}
