namespace IlgpuStyle.Transfer;

/// <summary>Who drives the pixels.</summary>
public enum OptimizerKind
{
    /// <summary>L-BFGS with a strong-Wolfe line search.</summary>
    Lbfgs,

    /// <summary>L-BFGS with unit steps and no line search, as Torch's tools use it.</summary>
    LbfgsFixedStep,

    /// <summary>Adam.</summary>
    Adam,

    /// <summary>Gradient descent with a fixed rate.</summary>
    GradientDescent,
}
