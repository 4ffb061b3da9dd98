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
        backend.Dots([gradient, trialGradient], [history.CandidateS, trialGradient], products);
        return new LinePoint(t, trialLoss, double.IsFinite(products[3]) ? products[0] / t : double.NaN);
    }

    private void MeasureTrial() => measurement = history.MeasureStep(trialGradient, direction);

    /// <summary>
    /// The products of the accepted point of a projected search, on the elements that are free there.
    /// </summary>
    private void MeasureFreeTrial(Tensor x)
    {
        FindFreeGradient(x, trialGradient);
        activeSet!.Mask(history.CandidateS, history.CandidateS);
        activeSet.Mask(history.CandidateY, history.CandidateY);
        measurement = history.MeasureStep(freeGradient!, direction);
    }

    private void FindFreeGradient(Tensor x, Tensor fullGradient)
    {
        if (activeSet == null)
            return;
        activeSet.Find(x, fullGradient);
        activeSet.Mask(fullGradient, freeGradient!);
    }

    /// <summary>The trial becomes the iterate.</summary>
    private OptimizerStep Accept(double stepLength, bool keepPair)
    {
        history.Accept(keepPair);
        (gradient, trialGradient) = (trialGradient, gradient);
        loss = trialLoss;
        gradientNorm = Math.Sqrt(measurement.GG);
        if (measurement.SS > 0)
            displacement = Math.Sqrt(measurement.SS);

        // Without a pair the direction −g has no scale, but Torch's rule goes on with lr.
        firstIteration = options.Rule == LbfgsStepRule.LineSearch && history.Count == 0;
        return Finish(
            stepLength,
            gradientNorm <= options.GradientTolerance ? OptimizerStatus.Converged : OptimizerStatus.Continue);
    }

    /// <summary>x goes back to where the step began, where f and ∇f are still known.</summary>
    private OptimizerStep StepBack(Tensor x, OptimizerStatus status)
    {
        backend.Copy(previousX, x);
        DropPairs();
        return Finish(0, status);
    }

    private void DropPairs()
    {
        history.Clear();
        firstIteration = true;
    }

    private OptimizerStep Finish(double stepLength, OptimizerStatus status) =>
        new(loss, gradientNorm, stepLength, evaluations, status);

    private void Clamp(Tensor x)
    {
        if (options.Box is { } box)
            backend.Clamp(x, box.Lower, box.Upper);
    }
}
