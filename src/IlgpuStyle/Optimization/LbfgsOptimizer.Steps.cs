using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

internal sealed partial class LbfgsOptimizer
{
    /// <summary>
    /// f on the projected path P(x + t·d), and the mean slope ∇f(x)ᵀ(x(t) − x)/t of the linear model along
    /// it.
    /// </summary>
    private LinePoint TryOnProjectedPath(Objective objective, Tensor x, double t)
    {
        Evaluate(objective, x, t);
        // Two of the four products, in one read-back.
        Span<double> products = stackalloc double[4];
        _backend.Dots([_gradient, _trialGradient], [_history.CandidateS, _trialGradient], products);
        return new LinePoint(t, _trialLoss, double.IsFinite(products[3]) ? products[0] / t : double.NaN);
    }

    private void MeasureTrial() => _measurement = _history.MeasureStep(_trialGradient, _direction);

    /// <summary>
    /// The products of the accepted point of a projected search, on the elements that are free there.
    /// </summary>
    private void MeasureFreeTrial(Tensor x)
    {
        FindFreeGradient(x, _trialGradient);
        _activeSet!.Mask(_history.CandidateS, _history.CandidateS);
        _activeSet.Mask(_history.CandidateY, _history.CandidateY);
        _measurement = _history.MeasureStep(_freeGradient!, _direction);
    }

    private void FindFreeGradient(Tensor x, Tensor fullGradient)
    {
        if (_activeSet == null)
            return;
        _activeSet.Find(x, fullGradient);
        _activeSet.Mask(fullGradient, _freeGradient!);
    }

    /// <summary>The trial becomes the iterate.</summary>
    private OptimizerStep Accept(double stepLength, bool keepPair)
    {
        _history.Accept(keepPair);
        if (keepPair)
            _scale?.CountPair();
        (_gradient, _trialGradient) = (_trialGradient, _gradient);
        _loss = _trialLoss;
        _gradientNorm = Math.Sqrt(_measurement.GG);
        if (_measurement.SS > 0)
            _displacement = Math.Sqrt(_measurement.SS);

        // Without a pair the direction −g has no scale, but Torch's rule goes on with lr.
        _firstIteration = _options.Rule == LbfgsStepRule.LineSearch && _history.Count == 0;
        return Finish(
            stepLength,
            _gradientNorm <= _options.GradientTolerance ? OptimizerStatus.Converged : OptimizerStatus.Continue);
    }

    /// <summary>x goes back to where the step began, where f and ∇f are still known.</summary>
    private OptimizerStep StepBack(Tensor x, OptimizerStatus status)
    {
        _backend.Copy(_previousX, x);
        DropPairs();
        return Finish(0, status);
    }

    private void DropPairs()
    {
        _history.Clear();
        _scale?.Forget();
        _firstIteration = true;
    }

    private OptimizerStep Finish(double stepLength, OptimizerStatus status) =>
        new(_loss, _gradientNorm, stepLength, _evaluations, status);

    private void Clamp(Tensor x)
    {
        if (_options.Box is { } box)
            _backend.Clamp(x, box.Lower, box.Upper);
    }
}
