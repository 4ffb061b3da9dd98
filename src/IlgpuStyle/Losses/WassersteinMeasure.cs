using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// factor · [mean_c((μ − μ_t)²) + (tr Σ_t + tr Σ − 2·tr Q)/C], Σ = m − μμᵀ + εI, Q = (R·Σ·R)^½, R = Σ_t^½:
/// 1/C times the squared Wasserstein-2 distance of the normal distributions N(μ, Σ) and N(μ_t, Σ_t) (Dowson
/// &amp; Landau 1982), as crowsonkb/style-transfer-pytorch has it, ε = 10⁻⁴. With S = ∂L/∂Σ = factor/C · I +
/// R·X·R, X = ∂(−2·factor/C · tr Q)/∂(RΣR): ∂L/∂m = S, ∂L/∂μ = 2·factor/C · (μ − μ_t) − 2Sμ.
/// </summary>
/// <remarks>
/// The traces are read back, twice per layer and evaluation: the root's scale needs ‖RΣR‖_F on the host
/// anyway. In float32 the value keeps six digits of tr Σ; where the styles nearly agree, its own relative
/// error grows accordingly. X is by Lyapunov's equation, as the tool has it, not through the twelve iterations that
/// Q is from: where those have not converged, S is not the derivative of the value. In float64 the whole gradient at noisy waves of 32 to
/// 96 pixels differs from the value's own by 4 to 5 %, its direction's derivative by 1 %. Finite differences are therefore taken with S
/// held.
/// </remarks>
internal sealed class WassersteinMeasure : IStyleMeasure
{
    private const double Epsilon = 1e-4;

    private readonly IBackend _backend;
    private readonly StyleTarget _target;
    private readonly MatrixSquareRoot _root;
    private readonly Tensor _outer;
    private readonly Tensor _covariance;
    private readonly Tensor _targetRoot;
    private readonly Tensor _product;
    private readonly Tensor _sandwich;
    private readonly Tensor _crossRoot;
    private readonly double[] _dots = new double[4];
    private readonly double _targetTrace;
    private readonly double _factor;
    private bool _isHeld;

    /// <summary>Makes R from the style's statistics.</summary>
    /// <param name="backend">Where they lie.</param>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="target">The style's statistics with κ = 1; owned by this object from now on.</param>
    /// <param name="weight">Weight of the term.</param>
    public WassersteinMeasure(IBackend backend, string layer, StyleTarget target, double weight)
    {
        _backend = backend;
        _target = target;
        int channels = target.Mean!.Shape.Channels;
        _factor = weight / channels;
        _root = new MatrixSquareRoot(backend, layer, channels);
        Tensor NewMatrix(string what) => backend.Allocate($"Gram {what} of {layer}", target.Moment.Shape, TensorRole.Statistic);
        _outer = NewMatrix("matrix of the mean");
        _covariance = NewMatrix("covariance");
        _targetRoot = NewMatrix("root of the target");
        _product = NewMatrix("product");
        _sandwich = NewMatrix("sandwich");
        _crossRoot = NewMatrix("cross root");
        GradMoment = NewMatrix("gradient");
        GradMean = backend.Allocate($"Gram mean of {layer}, gradient", target.Mean.Shape, TensorRole.Statistic);
        Covariance(target.Moment, target.Mean, _covariance);
        _root.Forward(_covariance, _targetRoot);
        backend.Dots([_covariance], [_root.Identity], _dots.AsSpan(0, 1));
        _targetTrace = _dots[0];
    }

    /// <inheritdoc/>
    public int Slots => 1;

    /// <summary>The part of the covariances.</summary>
    public double HostValue { get; private set; }

    /// <inheritdoc/>
    public Tensor GradMoment { get; }

    /// <inheritdoc/>
    public double MomentScale => 1;

    /// <inheritdoc/>
    public Tensor GradMean { get; }

    /// <inheritdoc/>
    public void Evaluate(Tensor moment, Tensor? mean, ScalarBuffer results, int slot)
    {
        _backend.SquaredDistance(mean!, _target.Mean!, _factor, results, slot);
        Covariance(moment, mean!, _covariance);
        if (_isHeld)
            EvaluateHeld();
        else
            EvaluateRoot();
        _backend.LinearCombination([2 * _factor, -2 * _factor], [mean!, _target.Mean!], GradMean);
        _backend.GramBackwardAccumulate(GradMoment, mean!, -2, GradMean);
    }

    /// <summary>⟨S, Σ⟩ with the S that is there takes the place of the covariances' part.</summary>
    public void HoldGradient() => _isHeld = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in (Tensor[])
            [_outer, _covariance, _targetRoot, _product, _sandwich, _crossRoot, GradMoment, GradMean])
            tensor.Dispose();
        _root.Dispose();
        _target.Dispose();
    }

    private void EvaluateHeld()
    {
        _backend.Dots([_covariance], [GradMoment], _dots.AsSpan(0, 1));
        HostValue = _dots[0];
    }

    private void EvaluateRoot()
    {
        Sandwich(_covariance);
        _root.Forward(_sandwich, _crossRoot);
        // tr Σ, ⟨Σ, Q⟩ (not used), tr Q, ‖Q‖².
        _backend.Dots([_covariance, _crossRoot], [_root.Identity, _crossRoot], _dots);
        HostValue = _factor * (_targetTrace + _dots[0] - 2 * _dots[2]);
        _root.BackwardOfTrace(_crossRoot, Math.Sqrt(_dots[3]), -2 * _factor, _covariance);
        Sandwich(_covariance);
        _backend.LinearCombination([_factor, 1], [_root.Identity, _sandwich], GradMoment);
    }

    private void Covariance(Tensor moment, Tensor mean, Tensor covariance)
    {
        _backend.GramForward(mean, 1, _outer);
        _backend.LinearCombination([1, -1, Epsilon], [moment, _outer, _root.Identity], covariance);
    }

    /// <summary>_sandwich = R · matrix · R.</summary>
    private void Sandwich(Tensor matrix)
    {
        _backend.MatrixProduct(matrix, _targetRoot, 1, _product);
        _backend.MatrixProduct(_targetRoot, _product, 1, _sandwich);
    }
}
